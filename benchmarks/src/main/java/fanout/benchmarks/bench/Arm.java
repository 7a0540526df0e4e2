package fanout.benchmarks.bench;

import fanout.benchmarks.contender.Contender;

/**
 * One side of a comparison: who is asked, by how many, for what.
 *
 * @param name in the tables
 * @param contender who is asked; arms with the same one share its process
 * @param latency of every backend, in the grammar's text; empty for {@link RecordedBackends}
 * @param plan of every request
 * @param callers who each call again when they have their answer
 */
record Arm(String name, Contender contender, String latency, String plan, int callers) {
  /** As many callers as saturate two cores. */
  static final int MANY = 64;

  /** A dashboard of recorded answers for {@link #MANY} callers. */
  static Arm saturated(String name, Contender contender) {
    return new Arm(name, contender, "", "", MANY);
  }

  /** The same with another plan. */
  Arm plan(String text) {
    return new Arm(name, contender, latency, text, callers);
  }

  /** The same with other callers. */
  Arm callers(int number) {
    return new Arm(name, contender, latency, plan, number);
  }

  /** The same with simulated backends. */
  Arm latency(String text) {
    return new Arm(name, contender, text, plan, callers);
  }
}
