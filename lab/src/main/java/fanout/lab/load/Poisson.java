package fanout.lab.load;

import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.random.RandomGenerator;

/**
 * Calls of many users who know nothing of each other: the gaps between them are independent and
 * exponentially distributed with mean {@code 1 / rate}. They come in bunches, which a constant rate
 * never does, and queues form far below a server's capacity.
 *
 * @param rate mean; more than zero
 */
@Spec.Name(value = "poisson", doc = "open loop: calls of users who know nothing of each other")
public record Poisson(Rate rate) implements Open {
  public Poisson {
    Rate.requirePositive("rate", rate);
  }

  @Override
  public PrimitiveIterator.OfLong starts(RandomGenerator random) {
    return new PrimitiveIterator.OfLong() {
      private double seconds;

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public long nextLong() {
        // By inversion; 1 - u is never zero.
        seconds -= Math.log(1 - random.nextDouble()) / rate.perSecond();
        return Math.round(seconds * 1e9);
      }
    };
  }

  @Override
  public Optional<Duration> length() {
    return Optional.empty();
  }
}
