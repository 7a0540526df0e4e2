package fanout.aggregator.limit;

import java.time.Duration;
import java.util.concurrent.Future;

/** Runs something later, on a thread that must not block. */
public interface Timer {
  /** Runs {@code task} once after {@code delay}, unless it is cancelled before. */
  Future<?> after(Duration delay, Runnable task);
}
