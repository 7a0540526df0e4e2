package fanout.aggregator.retry;

/** How retries are held back when most calls fail. Immutable and thread-safe. */
public sealed interface Throttle permits Unthrottled, Tokens {
  /** Starts to throttle the retries of one backend. */
  RetryThrottle start();
}
