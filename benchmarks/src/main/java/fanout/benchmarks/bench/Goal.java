package fanout.benchmarks.bench;

import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * One figure of a benchmark and what it has to reach.
 *
 * @param name unique within the benchmark and the same in every run
 * @param unit {@code ×} for a ratio
 * @param higherIsBetter which way is an improvement
 * @param bound to be reached; empty where the figure is only reported
 * @param of the figure of one round
 */
public record Goal(
    String name,
    String unit,
    boolean higherIsBetter,
    OptionalDouble bound,
    ToDoubleFunction<Readings> of) {
  /** The unit of a ratio. */
  public static final String RATIO = "×";

  /** A figure that must not be below a bound. */
  public static Goal atLeast(
      double bound, String name, String unit, ToDoubleFunction<Readings> of) {
    return new Goal(name, unit, true, OptionalDouble.of(bound), of);
  }

  /** A figure that must not be above a bound. */
  public static Goal atMost(double bound, String name, String unit, ToDoubleFunction<Readings> of) {
    return new Goal(name, unit, false, OptionalDouble.of(bound), of);
  }

  /** A figure that is better lower, without a bound. */
  public static Goal low(String name, String unit, ToDoubleFunction<Readings> of) {
    return new Goal(name, unit, false, OptionalDouble.empty(), of);
  }

  /** A figure that is better higher, without a bound. */
  public static Goal high(String name, String unit, ToDoubleFunction<Readings> of) {
    return new Goal(name, unit, true, OptionalDouble.empty(), of);
  }
}
