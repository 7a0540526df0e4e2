package fanout.aggregator.substitute;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.Optional;

/**
 * The last answer that this user's section gave under a plan with this substitute, unless it is too
 * old.
 *
 * @param maxAge older answers are not shown
 */
@Spec.Name(value = "last-good", doc = "the last good answer, unless it is older than max-age")
public record LastGood(@Spec.Default("1m") Duration maxAge) implements Substitute {
  public LastGood {
    SpecException.require(maxAge.isPositive(), "max-age", maxAge, "more than 0ms");
  }

  @Override
  public Optional<Filling> find(Stock stock) {
    return stock
        .lastGood()
        .filter(filling -> filling.age().orElse(Duration.ZERO).compareTo(maxAge) <= 0);
  }

  @Override
  public boolean remembers() {
    return true;
  }
}
