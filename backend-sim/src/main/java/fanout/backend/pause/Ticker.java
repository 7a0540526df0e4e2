package fanout.backend.pause;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Time as the timer thread sees it; tests put a fake in its place. */
interface Ticker {
  /** As {@link System#nanoTime}: any origin, wraps around. */
  long nanoTime();

  /**
   * Gives the core away until {@link #wake} is called or about {@code nanos} have passed; it may
   * return early.
   */
  void park(long nanos);

  /** Ends the {@link #park} under way, or else the next one, on the timer thread. */
  void wake(Thread timer);

  /** One round of a busy wait. */
  void spin();

  /** The clock and the scheduler of this machine. */
  final class OfSystem implements Ticker {
    private final @Nullable Object blocker;

    /** Names the object that thread dumps show as what a parked timer thread waits for. */
    OfSystem(Object blocker) {
      this.blocker = blocker;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void park(long nanos) {
      LockSupport.parkNanos(blocker, nanos);
    }

    @Override
    public void wake(Thread timer) {
      LockSupport.unpark(timer);
    }

    @Override
    public void spin() {
      Thread.onSpinWait();
    }
  }
}
