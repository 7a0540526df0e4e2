package fanout.benchmarks.hedge;

import java.time.Duration;

/**
 * Finds the best fixed delay for a workload, in hindsight and to the nanosecond.
 *
 * <p>A call whose hedges go out at {@code d, 2d, …} ends at the least of {@code L0, d + L1, 2d +
 * L2, …}. Where latencies do not depend on the time of sending, that can only grow with {@code d},
 * for every single call, and the number of hedges can only fall. So the best delay that costs no
 * more than a given load is the least one that costs no more, and bisection finds it.
 */
final class FixedSearch {
  private static final long LONGEST = Duration.ofMinutes(1).toNanos();

  private final Workload workload;
  private final int hedges;

  FixedSearch(Workload workload, int hedges) {
    this.workload = workload;
    this.hedges = hedges;
  }

  /** The least delay in nanoseconds with at most this load. */
  long delay(double load) {
    return delay(load, 0, workload.calls());
  }

  /**
   * The calls as they end if each phase of the run has the least delay that keeps its own load
   * within the budget: what nobody can know beforehand, and nobody can send more hedges.
   */
  Run byPhase(double budget) {
    int[] starts = workload.phaseStarts();
    Run[] phases = new Run[starts.length - 1];
    for (int phase = 0; phase < phases.length; phase++) {
      int from = starts[phase];
      int to = starts[phase + 1];
      phases[phase] = run(delay(budget, from, to)).part(from, to);
    }
    return Run.joined(phases);
  }

  private long delay(double load, int from, int to) {
    long low = 0;
    long high = LONGEST;
    while (high - low > 1_000) {
      long middle = (low + high) >>> 1;
      if (run(middle).part(from, to).load() <= load) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /**
   * The same as a {@link Simulation} of the policy without a budget, only faster; hedges are
   * counted with the call that they belong to.
   */
  Run run(long delay) {
    long[] latencies = new long[workload.calls()];
    int[] sent = new int[workload.calls()];
    for (int call = 0; call < latencies.length; call++) {
      int first = workload.replica(call);
      long arrival = workload.arrival(call);
      long latency = workload.latency(call, 0, first, arrival);
      for (int hedge = 1; hedge <= hedges && latency > hedge * delay; hedge++) {
        long at = hedge * delay;
        int replica = (first + hedge) % Shape.REPLICAS;
        latency = Math.min(latency, at + workload.latency(call, hedge, replica, arrival + at));
        sent[call]++;
      }
      latencies[call] = latency;
    }
    return new Run(latencies, sent);
  }
}
