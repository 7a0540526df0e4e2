package fanout.backend.pause;

/**
 * Bounds the share of a core that precision may cost: a token bucket that fills with time and is
 * emptied by spinning.
 *
 * <p>At a thousand waits a second spinning takes a few per cent and the bucket stays full. At ten
 * thousand the gaps between deadlines are shorter than the lead, and without a bound the timer
 * thread would spin without end; with it the thread parks instead, some waits end about one
 * overshoot late, and the rest of the program keeps its cores. Not thread-safe.
 */
final class SpinBudget {
  private final double share;
  private final long burstNanos;
  private long tokens;
  private long refilledAt;

  /**
   * @param share of one core, 0 to 1
   * @param burstNanos how much may be spun without a pause after a quiet time
   */
  SpinBudget(double share, long burstNanos, long now) {
    this.share = share;
    this.burstNanos = burstNanos;
    this.tokens = burstNanos;
    this.refilledAt = now;
  }

  boolean allows(long spinNanos, long now) {
    long elapsed = now - refilledAt;
    refilledAt = now;
    tokens = Math.min(burstNanos, tokens + (long) (elapsed * share));
    return tokens >= spinNanos;
  }

  void spend(long spunNanos) {
    tokens -= spunNanos;
  }
}
