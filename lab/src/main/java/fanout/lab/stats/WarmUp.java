package fanout.lab.stats;

/**
 * Finds where a series of trials has settled: MSER, the truncation that gives the smallest standard
 * error of the mean of what is left (White, An Effective Truncation Heuristic for Bias Reduction in
 * Simulation Output, 1997). With {@code n} values and the first {@code d} left out:
 *
 * <pre>MSER(d) = Σ_{i ≥ d} (x_i − mean_d)² / (n − d)²</pre>
 *
 * <p>At most half of the series is searched: a minimum beyond that says that the series never
 * settled, and is reported as half.
 */
public final class WarmUp {
  private WarmUp() {}

  /** How many values at the beginning of the series are not like the rest. */
  public static int length(double... series) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int d = 0; d <= series.length / 2; d++) {
      double error = error(series, d);
      if (error < least) {
        least = error;
        best = d;
      }
    }
    return best;
  }

  private static double error(double[] series, int from) {
    int left = series.length - from;
    double sum = 0;
    for (int i = from; i < series.length; i++) {
      sum += series[i];
    }
    double squares = 0;
    for (int i = from; i < series.length; i++) {
      squares += (series[i] - sum / left) * (series[i] - sum / left);
    }
    return squares / ((double) left * left);
  }
}
