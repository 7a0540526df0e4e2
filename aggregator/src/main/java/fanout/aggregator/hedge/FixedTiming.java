package fanout.aggregator.hedge;

/** The same plan for every call; learns nothing. */
record FixedTiming(HedgePlan plan, Replicas backend) implements Timing {
  @Override
  public HedgePlan plan(int replica, long now) {
    return plan;
  }

  @Override
  public void begun(int replica) {}

  @Override
  public int target(int first, int hedge) {
    return backend.inTurn(first, hedge);
  }

  @Override
  public void answered(int replica, long nanos, long now) {}

  @Override
  public void unanswered(int replica, long nanos, long now) {}
}
