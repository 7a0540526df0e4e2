package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Every call takes the same time.
 *
 * @param value at least zero
 */
@Spec.Bare
@Spec.Name(value = "constant", doc = "every call takes the same time")
public record Constant(Duration value) implements LatencyModel {
  public Constant {
    SpecException.require(!value.isNegative(), "value", value, "0ms or more");
  }

  @Override
  public long drawNanos(RandomGenerator random) {
    return value.toNanos();
  }
}
