package fanout.aggregator.retry;

import java.util.concurrent.atomic.AtomicLong;

/** The bucket of one backend; counts in thousandths, as gRPC does. Thread-safe, without locks. */
public final class RetryThrottle {
  private static final long TOKEN = 1000;

  private final long max;
  private final long refill;
  private final long price;
  private final AtomicLong level;

  private RetryThrottle(long max, long refill, long price) {
    this.max = max;
    this.refill = refill;
    this.price = price;
    this.level = new AtomicLong(max);
  }

  static RetryThrottle of(int max, double ratio) {
    return new RetryThrottle(max * TOKEN, (long) (ratio * TOKEN), TOKEN);
  }

  static RetryThrottle open() {
    return new RetryThrottle(TOKEN, 0, 0);
  }

  /** An attempt has been answered. */
  public void answered() {
    level.updateAndGet(was -> Math.min(max, was + refill));
  }

  /** An attempt has failed with a retryable code, or the server wants no more. */
  public void failed() {
    level.updateAndGet(was -> Math.max(0, was - price));
  }

  /** Whether a call may be tried again now. */
  public boolean allows() {
    return level.get() > max / 2;
  }

  /** How many tokens there are. */
  public double tokens() {
    return (double) level.get() / TOKEN;
  }
}
