package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Doc;
import java.time.Duration;

/**
 * The bell curve without what would be below zero, as if a negative draw were drawn again: a normal
 * distribution truncated at 0.
 *
 * <p>With {@code h = mean / sd}, φ and Φ the standard normal density and distribution function, the
 * mean of what is left is {@code mean + sd φ(h) / Φ(h)}, more than {@code mean} (Johnson, Kotz and
 * Balakrishnan, Continuous Univariate Distributions 1, 13.10.1); for {@code sd} up to a third of
 * {@code mean} the difference is under 0.2 %.
 *
 * @param mean the centre of the curve before truncation
 * @param sd its standard deviation before truncation, more than 0
 */
@Spec.Name(value = "normal", doc = "the bell curve; a draw below zero is drawn again")
public record Normal(
    @Doc("centre of the curve") Duration mean, @Doc("standard deviation") Duration sd)
    implements LatencyModel {
  public Normal {
    Nanos.require("mean", mean);
    Nanos.requirePositive("sd", sd);
  }

  @Override
  public double meanNanos() {
    double h = (double) mean.toNanos() / sd.toNanos();
    return mean.toNanos() + sd.toNanos() * StandardNormal.density(h) / StandardNormal.cdf(h);
  }

  @Override
  public double cdf(double nanos) {
    double beyond = StandardNormal.survival((nanos - mean.toNanos()) / sd.toNanos());
    return nanos < 0 ? 0 : Math.clamp(1 - beyond / kept(), 0, 1);
  }

  @Override
  public double quantileNanos(double p) {
    double z = StandardNormal.exceeded((1 - p) * kept());
    return Math.max(0, mean.toNanos() + sd.toNanos() * z);
  }

  /** The share of the curve that is not below zero: a half or more. */
  private double kept() {
    return StandardNormal.cdf((double) mean.toNanos() / sd.toNanos());
  }
}
