package fanout.lab.load;

import java.util.concurrent.locks.LockSupport;

/** A monotonic clock that can be waited for. */
public interface Time {
  /** Now, in nanoseconds from an arbitrary origin; later instants are larger by difference. */
  long nanos();

  /**
   * Waits until then; returns at once where that has passed.
   *
   * @param precise whether to spend processor time on being punctual
   */
  void sleepUntil(long nanos, boolean precise) throws InterruptedException;

  /** The clock of this process. Thread-safe. */
  static Time system() {
    return SystemTime.INSTANCE;
  }

  /** {@link System#nanoTime}. */
  enum SystemTime implements Time {
    INSTANCE;

    /** A parked thread wakes up about this late on Linux, whose timers have 50 µs of slack. */
    private static final long WAKE_UP = 80_000;

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    /**
     * Parks until shortly before the instant, then spins. The spin is at most a quarter of the
     * whole wait: a pacer in a hurry must not take a core from the server it measures.
     */
    @Override
    public void sleepUntil(long nanos, boolean precise) throws InterruptedException {
      long wait = nanos - nanos();
      long spin = precise ? Math.min(WAKE_UP, wait / 4) : 0;
      while (wait > spin) {
        LockSupport.parkNanos(wait - spin);
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for the next call");
        }
        wait = nanos - nanos();
      }
      while (nanos - nanos() > 0) {
        Thread.onSpinWait();
      }
    }
  }
}
