package fanout.lab.load;

import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.random.RandomGenerator;

/**
 * A call every {@code 1 / rate}, the first at once.
 *
 * @param rate more than zero
 */
@Spec.Name(value = "constant", doc = "open loop: calls at even distances")
public record Constant(Rate rate) implements Open {
  public Constant {
    Rate.requirePositive("rate", rate);
  }

  @Override
  public PrimitiveIterator.OfLong starts(RandomGenerator random) {
    return Schedule.of(i -> i / rate.perSecond(), Long.MAX_VALUE);
  }

  @Override
  public Optional<Duration> length() {
    return Optional.empty();
  }
}
