package fanout.backend.latency;

import java.util.Map;
import java.util.SortedMap;

/**
 * Recorded values and how often each occurs. Immutable and thread-safe.
 *
 * <p>The distribution function is the share of values up to {@code x}, and the quantile its inverse
 * without interpolation (type 1 of Hyndman and Fan, The American Statistician 50, 1996).
 */
final class Recording {
  private final double[] values;
  private final long[] cumulative;
  private final boolean statesUnit;

  /**
   * @param counts at least one value, none negative, with counts above zero
   * @param statesUnit whether values are nanoseconds, rather than of a unit to be told
   */
  Recording(SortedMap<Double, Long> counts, boolean statesUnit) {
    this.values = new double[counts.size()];
    this.cumulative = new long[counts.size()];
    this.statesUnit = statesUnit;
    int i = 0;
    long sum = 0;
    for (Map.Entry<Double, Long> entry : counts.entrySet()) {
      values[i] = entry.getKey();
      sum = Math.addExact(sum, entry.getValue());
      cumulative[i++] = sum;
    }
  }

  boolean statesUnit() {
    return statesUnit;
  }

  double largest() {
    return values[values.length - 1];
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * (share(i) - (i == 0 ? 0 : share(i - 1)));
    }
    return sum;
  }

  double cdf(double x) {
    int beyond = firstWhere(i -> values[i] > x);
    return beyond == 0 ? 0 : share(beyond - 1);
  }

  double quantile(double p) {
    return values[Math.min(values.length - 1, firstWhere(i -> share(i) >= p))];
  }

  private double share(int i) {
    return (double) cumulative[i] / cumulative[cumulative.length - 1];
  }

  private interface Test {
    boolean holds(int i);
  }

  /** Binary search for the first index at which a monotone test holds; the length if at none. */
  private int firstWhere(Test test) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (test.holds(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
