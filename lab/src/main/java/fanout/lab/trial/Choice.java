package fanout.lab.trial;

import fanout.lab.trace.Span;
import java.util.List;
import java.util.Optional;

/**
 * Which request of a variant is shown as an example: its place among the requests of one round.
 * Immutable.
 *
 * @param arm the variant
 * @param round whose requests are nearest to those of all rounds in that place, from 0
 * @param quantile the place, from 0 to 1
 * @param name of the requests that it is one of, as {@link Bench#request} has it; empty for any
 */
public record Choice(Arm arm, int round, double quantile, Optional<String> name) {
  /** The same among the requests of a name. */
  public Choice named(String text) {
    return new Choice(arm, round, quantile, Optional.of(text));
  }

  /**
   * The chosen one.
   *
   * @param requests the first span of each, the quickest first
   */
  public Optional<Span> among(List<Span> requests) {
    List<Span> fitting =
        requests.stream()
            .filter(span -> name.filter(n -> !n.equals(span.name())).isEmpty())
            .toList();
    int rank = (int) Math.ceil(quantile * fitting.size()) - 1;
    return fitting.isEmpty() ? Optional.empty() : Optional.of(fitting.get(Math.max(0, rank)));
  }
}
