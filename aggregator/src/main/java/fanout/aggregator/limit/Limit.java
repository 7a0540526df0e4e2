package fanout.aggregator.limit;

/**
 * The number of calls that may be under way, as it is now. Not thread-safe: a {@link Limiter} asks
 * and tells it under its lock, in the order in which calls end, by its own clock.
 */
public interface Limit {
  /** What the end of a call says about the load. */
  enum End {
    /** Answered: its latency counts. */
    ANSWERED,
    /** Refused or not answered in time, which is what overload looks like from outside. */
    DROPPED,
    /** Called off, or failed for a reason that has nothing to do with load: nothing. */
    OTHER
  }

  /** How many calls may be under way now; 1 at least. */
  int current();

  /**
   * A call has ended.
   *
   * @param nowNanos when, by a clock of which only differences mean anything
   * @param tookNanos how long it was under way; the time that it waited here is not part of it
   * @param inFlight how many were under way when it ended, itself included
   */
  void ended(End how, long nowNanos, long tookNanos, int inFlight);
}
