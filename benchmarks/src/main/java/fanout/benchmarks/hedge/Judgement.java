package fanout.benchmarks.hedge;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A figure against its bar.
 *
 * @param figure what was measured
 * @param mean over the seeds
 * @param margin half the 95 % confidence interval of the mean, 0 if there is one seed
 * @param bar the most that is allowed; empty if it is told but not judged
 */
record Judgement(String figure, double mean, double margin, OptionalDouble bar) {
  static Judgement atMost(String figure, double[] values, double bar) {
    return of(figure, values, OptionalDouble.of(bar));
  }

  static Judgement seen(String figure, double[] values) {
    return of(figure, values, OptionalDouble.empty());
  }

  private static Judgement of(String figure, double[] values, OptionalDouble bar) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    int n = values.length;
    double margin = n > 1 ? 1.96 * Math.sqrt(squares / (n - 1) / n) : 0;
    return new Judgement(figure, mean, margin, bar);
  }

  /** What the bar says, as far as the seeds can tell. */
  enum Verdict {
    MET,
    MISSED,
    /** The confidence interval covers the bar. */
    UNCLEAR,
    /** There is no bar. */
    NONE
  }

  Verdict verdict() {
    if (bar.isEmpty()) {
      return Verdict.NONE;
    }
    double most = bar.getAsDouble();
    if (mean + margin <= most) {
      return Verdict.MET;
    }
    return mean - margin > most ? Verdict.MISSED : Verdict.UNCLEAR;
  }
}
