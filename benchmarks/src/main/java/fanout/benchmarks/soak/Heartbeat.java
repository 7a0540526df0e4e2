package fanout.benchmarks.soak;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The noise that every call of the same time has met too: how late this machine wakes a thread that
 * has nothing else to do, which is the others' load and collections.
 *
 * <p>Starts with its construction; when {@link #close} returns its thread has ended.
 */
final class Heartbeat implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(1);

  private final Windows windows;
  private final Thread thread;
  private volatile boolean stopped;

  /** Beats into these windows until it is closed. */
  Heartbeat(Windows windows) {
    this.windows = windows;
    thread = Thread.ofPlatform().daemon().name("soak-heartbeat").start(this::beat);
  }

  private void beat() {
    long due = System.nanoTime();
    while (!stopped) {
      due += PERIOD.toNanos(); // a stall makes all beats late that fall into it, not one
      for (long wait = due - System.nanoTime();
          wait > 0 && !stopped;
          wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      windows.late(Math.max(0, System.nanoTime() - due));
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
