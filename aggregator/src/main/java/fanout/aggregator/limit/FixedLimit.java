package fanout.aggregator.limit;

/** Learns nothing. */
record FixedLimit(int current) implements Limit {
  @Override
  public void ended(End how, long nowNanos, long tookNanos, int inFlight) {}
}
