package fanout.aggregator.hedge;

/** When and where to hedge, and what is learnt for that. Thread-safe. */
interface Timing {
  /** The plan for a call whose first attempt goes to {@code replica} at {@code now}. */
  HedgePlan plan(int replica, long now);

  /** A call has begun at {@code replica}. */
  void begun(int replica);

  /** Where the n-th hedge goes, from 1, of a call that was first sent to {@code first}. */
  int target(int first, int hedge);

  /** An attempt has been answered. */
  void answered(int replica, long nanos, long now);

  /** An attempt has ended without an answer: one would have taken longer than {@code nanos}. */
  void unanswered(int replica, long nanos, long now);
}
