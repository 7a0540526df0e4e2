package fanout.aggregator.substitute;

import fanout.runtime.spec.Spec;
import java.util.Optional;

/** The section without any data stands in. */
@Spec.Name(value = "empty", doc = "the section without any data")
public record Empty() implements Substitute {
  @Override
  public Optional<Filling> find(Stock stock) {
    return Optional.of(new Filling(stock.empty(), Optional.empty()));
  }
}
