package fanout.aggregator.substitute;

import fanout.runtime.spec.Spec;
import java.util.Optional;

/** Nothing stands in. */
@Spec.Name(value = "none", doc = "nothing stands in for a missing section")
public record None() implements Substitute {
  @Override
  public Optional<Filling> find(Stock stock) {
    return Optional.empty();
  }
}
