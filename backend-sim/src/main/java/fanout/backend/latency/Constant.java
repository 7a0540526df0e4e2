package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import java.time.Duration;

/**
 * Every call takes the same time.
 *
 * @param value from 0 to 24 h
 */
@Spec.Bare
@Spec.Name(value = "constant", doc = "every call takes the same time")
public record Constant(Duration value) implements LatencyModel {
  public Constant {
    Nanos.require("value", value);
  }

  @Override
  public double meanNanos() {
    return value.toNanos();
  }

  @Override
  public double cdf(double nanos) {
    return nanos >= value.toNanos() ? 1 : 0;
  }

  @Override
  public double quantileNanos(double p) {
    return value.toNanos();
  }
}
