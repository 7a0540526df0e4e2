package fanout.aggregator.attempt;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.retry.RetryPolicy;

/** How the calls of a section may be attempted more than once. Immutable. */
public record AttemptPolicy(HedgePolicy hedge, RetryPolicy retry) {
  /** Whether every call is sent once and no more. */
  public boolean isOff() {
    return hedge.hedges() == 0 && retry.attempts() == 1;
  }
}
