package fanout.aggregator.budget;

import java.time.Duration;
import java.util.concurrent.Future;

/** Runs a task later, on a thread that must not block. Thread-safe. */
public interface Timer {
  /** Runs {@code task} once after {@code delay}, unless the future is cancelled before. */
  Future<?> after(Duration delay, Runnable task);
}
