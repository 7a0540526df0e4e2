package fanout.aggregator.join;

/**
 * Decides when a dashboard is good enough, and when it can no longer become so. Immutable and
 * thread-safe.
 */
public sealed interface JoinPolicy permits All, FailFast, BestEffort, FirstSuccess, Quorum {
  /** Judges what is known so far; asked after each section whose fate became known. */
  Verdict judge(Tally tally);

  /** The least number of sections that a request must ask for under this policy. */
  default int leastSections() {
    return 1;
  }

  /** What to do next. */
  enum Verdict {
    /** Go on waiting. */
    WAIT,
    /** Answer with what is there; call off the rest. */
    ENOUGH,
    /** Fail; call off the rest. */
    HOPELESS
  }

  /**
   * What is known so far.
   *
   * @param loaded sections that their backend answered
   * @param substituted sections with a substitute
   * @param missing sections with neither
   * @param pending sections whose fate is open
   * @param requiredMissing whether a required section is among the missing
   * @param requiredPending whether a required section is among the pending
   */
  record Tally(
      int loaded,
      int substituted,
      int missing,
      int pending,
      boolean requiredMissing,
      boolean requiredPending) {}
}
