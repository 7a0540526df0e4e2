package fanout.benchmarks.bench;

import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * One figure of a benchmark and what it has to reach.
 *
 * @param name unique within the benchmark and the same in every run
 * @param unit {@code ×} for a ratio
 * @param metric that it is made of
 * @param higherIsBetter which way is an improvement
 * @param bound to be reached; empty where the figure is only reported
 * @param of the figure of one round, from the metric's readings
 */
public record Goal(
    String name,
    String unit,
    Metric metric,
    boolean higherIsBetter,
    OptionalDouble bound,
    ToDoubleFunction<Readings.OfMetric> of) {
  /** The unit of a ratio. */
  public static final String RATIO = "×";

  /** The figure of one round. */
  double in(Readings round) {
    return of.applyAsDouble(round.of(metric));
  }

  /** A figure that must not be below a bound. */
  public static Goal atLeast(
      double bound,
      String name,
      String unit,
      Metric metric,
      ToDoubleFunction<Readings.OfMetric> of) {
    return new Goal(name, unit, metric, true, OptionalDouble.of(bound), of);
  }

  /** A figure that must not be above a bound. */
  public static Goal atMost(
      double bound,
      String name,
      String unit,
      Metric metric,
      ToDoubleFunction<Readings.OfMetric> of) {
    return new Goal(name, unit, metric, false, OptionalDouble.of(bound), of);
  }

  /** A figure that is better lower, without a bound. */
  public static Goal low(
      String name, String unit, Metric metric, ToDoubleFunction<Readings.OfMetric> of) {
    return new Goal(name, unit, metric, false, OptionalDouble.empty(), of);
  }

  /** A figure that is better higher, without a bound. */
  public static Goal high(
      String name, String unit, Metric metric, ToDoubleFunction<Readings.OfMetric> of) {
    return new Goal(name, unit, metric, true, OptionalDouble.empty(), of);
  }
}
