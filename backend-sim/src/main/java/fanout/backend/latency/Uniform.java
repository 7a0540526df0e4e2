package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import java.time.Duration;

/**
 * Any time between two bounds is as likely as any other.
 *
 * @param min the shortest
 * @param max the longest, more than {@code min}
 */
@Spec.Name(value = "uniform", doc = "any time between two bounds, all equally likely")
public record Uniform(Duration min, Duration max) implements LatencyModel {
  public Uniform {
    Nanos.require("min", min);
    Nanos.require("max", max);
    Nanos.requireMore("max", max, "min", min);
  }

  @Override
  public double meanNanos() {
    return (min.toNanos() + max.toNanos()) / 2.0;
  }

  @Override
  public double cdf(double nanos) {
    return Math.clamp((nanos - min.toNanos()) / range(), 0, 1);
  }

  @Override
  public double quantileNanos(double p) {
    return min.toNanos() + p * range();
  }

  private double range() {
    return max.toNanos() - min.toNanos();
  }
}
