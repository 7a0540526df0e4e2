package fanout.benchmarks.hedge;

import java.util.Arrays;

/**
 * What one policy made of one workload.
 *
 * @param latencies of the calls, in the order of their arrival, in nanoseconds
 * @param hedges sent between the arrival of each call and the next
 */
record Run(long[] latencies, int[] hedges) {
  /** Hedges for each call. */
  double load() {
    return (double) Arrays.stream(hedges).sum() / hedges.length;
  }

  /** The calls from one index to before another. */
  Run part(int from, int to) {
    return new Run(Arrays.copyOfRange(latencies, from, to), Arrays.copyOfRange(hedges, from, to));
  }

  /** Parts of a run, one after another. */
  static Run joined(Run... parts) {
    return new Run(
        Arrays.stream(parts).flatMapToLong(part -> Arrays.stream(part.latencies)).toArray(),
        Arrays.stream(parts).flatMapToInt(part -> Arrays.stream(part.hedges)).toArray());
  }

  /** The most hedges in any stretch of consecutive calls, as a share of them. */
  double worstLoad(int stretch) {
    long sum = 0;
    long most = 0;
    for (int call = 0; call < hedges.length; call++) {
      sum += hedges[call] - (call >= stretch ? hedges[call - stretch] : 0);
      most = Math.max(most, sum);
    }
    return (double) most / stretch;
  }

  /** A quantile of the latencies of some calls, in nanoseconds. */
  double quantile(double p, int from, int to) {
    long[] sorted = Arrays.copyOfRange(latencies, from, to);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(p * sorted.length) - 1];
  }
}
