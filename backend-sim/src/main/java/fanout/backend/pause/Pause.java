package fanout.backend.pause;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Waits on behalf of calls without holding a thread for each. Thread-safe.
 *
 * <p>When {@link #close} returns, the timer thread has ended and no pending wait will ever finish.
 */
public final class Pause implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("pause").factory());

  /** A pause with a timer thread of its own. */
  public Pause() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /** A wait under way. */
  public interface Wait {
    /**
     * Calls the wait off.
     *
     * @return true if {@code then} will never run because of this call; false if it has run, is
     *     running or was called off before
     */
    boolean cancel();
  }

  /**
   * Runs {@code then} once {@code nanos} have passed, on the timer thread; it must be short and
   * must not block.
   *
   * @param nanos from now; zero or less runs {@code then} before this method returns, on the
   *     caller's thread
   */
  public Wait after(long nanos, Runnable then) {
    if (nanos <= 0) {
      then.run();
      return () -> false;
    }
    ScheduledFuture<?> future = timer.schedule(then, nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
