package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import java.time.Duration;

/**
 * Memoryless: however long a call has taken, the rest takes as long again on average. It is what
 * queueing formulas such as M/M/1 assume.
 *
 * <p>{@code cdf(x) = 1 - exp(-(x - floor) / (mean - floor))} from {@code floor} on.
 *
 * @param mean of the whole, floor included
 * @param floor no call is shorter; less than {@code mean}
 */
@Spec.Name(value = "exponential", doc = "memoryless, as queueing theory assumes")
public record Exponential(
    @Doc("mean of the whole, floor included") Duration mean,
    @Doc("no call is shorter") @Default("0ms") Duration floor)
    implements LatencyModel {
  public Exponential {
    Nanos.requirePositive("mean", mean);
    Nanos.require("floor", floor);
    Nanos.requireMore("mean", mean, "floor", floor);
  }

  @Override
  public double meanNanos() {
    return mean.toNanos();
  }

  @Override
  public double cdf(double nanos) {
    double beyond = nanos - floor.toNanos();
    return beyond <= 0 ? 0 : -Math.expm1(-beyond / scale());
  }

  @Override
  public double quantileNanos(double p) {
    return floor.toNanos() - scale() * Math.log1p(-p);
  }

  private double scale() {
    return mean.toNanos() - floor.toNanos();
  }
}
