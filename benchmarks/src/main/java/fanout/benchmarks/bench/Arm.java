package fanout.benchmarks.bench;

import fanout.benchmarks.contender.Contender;
import fanout.benchmarks.contender.Fanout.Threads;

/**
 * One side of a comparison: who is asked, by how many, for what.
 *
 * @param name in the tables
 * @param contender who is asked; arms with the same one before the same backends share its process
 * @param behind the backends
 * @param plan of every request
 * @param callers who each call again when they have their answer
 */
record Arm(String name, Contender contender, Behind behind, String plan, int callers) {
  /** As many callers as saturate two cores. */
  static final int MANY = 64;

  /** A dashboard of recorded answers for {@link #MANY} callers. */
  static Arm saturated(String name, Contender contender) {
    return new Arm(name, contender, new Behind.Recorded(Threads.EVENT_LOOP), "", MANY);
  }

  /** One caller, and simulated backends that take so long. */
  static Arm single(String name, Contender contender, String latency) {
    return new Arm(name, contender, new Behind.Simulated(latency), "", 1);
  }

  /** The same with another plan. */
  Arm plan(String text) {
    return new Arm(name, contender, behind, text, callers);
  }

  /** The same with other callers. */
  Arm callers(int number) {
    return new Arm(name, contender, behind, plan, number);
  }

  /** The same with other backends. */
  Arm behind(Behind other) {
    return new Arm(name, contender, other, plan, callers);
  }
}
