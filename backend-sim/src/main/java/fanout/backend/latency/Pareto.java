package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.Optional;

/**
 * A heavy tail: {@code P(X > x) = (min / x)^alpha}. The smaller alpha, the heavier; at 2 and below
 * the variance is infinite, at 1 and below the mean, which is why a cap is required there.
 *
 * <p>Mean {@code alpha min / (alpha - 1)} without cap. With cap {@code c} a longer call takes
 * {@code c}, and the mean is the integral of {@code P(X > x)} up to {@code c}: {@code min (1 +
 * (e^((1 - alpha) L) - 1) / (1 - alpha))} with {@code L = ln(c / min)}, whose limit at alpha 1 is
 * {@code min (1 + L)} (Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1,
 * chapter 20).
 *
 * @param min the shortest, more than 0
 * @param alpha the tail index, more than 0; more than 1 without a cap
 * @param cap what would take longer takes just this; more than {@code min}
 */
@Spec.Name(value = "pareto", doc = "a heavy tail: P(X > x) = (min/x)^alpha")
public record Pareto(
    @Doc("the shortest") Duration min,
    @Doc("tail index; the smaller, the heavier; 1 and less need a cap") double alpha,
    @Doc("what would take longer takes just this") Optional<Duration> cap)
    implements LatencyModel {
  public Pareto {
    Nanos.requirePositive("min", min);
    SpecException.require(
        alpha > (cap.isPresent() ? 0 : 1) && Double.isFinite(alpha),
        "alpha",
        alpha,
        "more than 1, or more than 0 with a cap");
    if (cap.isPresent()) {
      Nanos.requirePositive("cap", cap.get());
      Nanos.requireMore("cap", cap.get(), "min", min);
    }
  }

  @Override
  public double meanNanos() {
    if (cap.isEmpty()) {
      return min.toNanos() * (alpha / (alpha - 1));
    }
    double log = Math.log(cap.get().toNanos() / (double) min.toNanos());
    double over = alpha == 1 ? log : Math.expm1((1 - alpha) * log) / (1 - alpha);
    return min.toNanos() * (1 + over);
  }

  @Override
  public double cdf(double nanos) {
    if (nanos >= most()) {
      return 1;
    }
    return nanos <= min.toNanos() ? 0 : -Math.expm1(alpha * Math.log(min.toNanos() / nanos));
  }

  @Override
  public double quantileNanos(double p) {
    return Math.min(most(), min.toNanos() * Math.exp(-Math.log1p(-p) / alpha));
  }

  private double most() {
    return cap.isPresent() ? cap.get().toNanos() : Double.POSITIVE_INFINITY;
  }
}
