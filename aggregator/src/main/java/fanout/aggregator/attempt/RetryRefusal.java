package fanout.aggregator.attempt;

import java.util.Locale;

/** Why a call with a retryable failure was not tried again. */
public enum RetryRefusal {
  /** It had been tried as often as its policy allows. */
  ATTEMPTS,
  /** The server asked for no more. */
  PUSHBACK,
  /** Too many attempts at this backend fail. */
  THROTTLED,
  /**
   * What was left until its deadline was less than the pause and what the backend usually takes.
   */
  DEADLINE;

  /** For metrics, spans and replies. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
