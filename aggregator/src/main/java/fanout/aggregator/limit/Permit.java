package fanout.aggregator.limit;

import fanout.aggregator.limit.Limit.End;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to be under way, given back once by {@link #release}. Thread-safe. */
public final class Permit {
  private final Limiter limiter;
  private final long grantedNanos;
  private final Duration waited;
  private final AtomicBoolean released = new AtomicBoolean();

  Permit(Limiter limiter, long grantedNanos, Duration waited) {
    this.limiter = limiter;
    this.grantedNanos = grantedNanos;
    this.waited = waited;
  }

  /** How long its call waited for it. */
  public Duration waited() {
    return waited;
  }

  /**
   * Gives it back; the first time counts. Calls that it lets in begin on this thread before it
   * returns, or, where this thread is just beginning another, right after that.
   */
  public void release(End how) {
    if (released.compareAndSet(false, true)) {
      limiter.release(how, grantedNanos);
    }
  }
}
