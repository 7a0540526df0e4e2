package fanout.aggregator.attempt;

import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the hedges and retries of one call or more. Immutable.
 *
 * @param hedges sent
 * @param hedgesWon answered first
 * @param hedgesRefused due and not sent for lack of budget
 * @param retries sent
 * @param retriesRefused not sent although the code was retryable, by reason; only reasons that
 *     occurred
 */
public record AttemptCounts(
    int hedges,
    int hedgesWon,
    int hedgesRefused,
    int retries,
    Map<RetryRefusal, Integer> retriesRefused) {
  /** Every call was sent once. */
  public static final AttemptCounts NONE = new AttemptCounts(0, 0, 0, 0, Map.of());

  public AttemptCounts {
    retriesRefused = Map.copyOf(retriesRefused);
  }

  /** Whether nothing was sent more than once, nor refused. */
  public boolean isUnused() {
    return hedges == 0 && hedgesRefused == 0 && retries == 0 && retriesRefused.isEmpty();
  }

  /** Both together. */
  public AttemptCounts plus(AttemptCounts other) {
    if (other.isUnused()) {
      return this;
    }
    Map<RetryRefusal, Integer> refused = new EnumMap<>(RetryRefusal.class);
    refused.putAll(retriesRefused);
    other.retriesRefused.forEach((why, count) -> refused.merge(why, count, Integer::sum));
    return new AttemptCounts(
        hedges + other.hedges,
        hedgesWon + other.hedgesWon,
        hedgesRefused + other.hedgesRefused,
        retries + other.retries,
        refused);
  }
}
