package fanout.backend.fault;

import fanout.backend.TimeSource;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** In which way a thread is used up. */
public enum Occupation {
  /**
   * Computes for so much CPU time of its thread; on a virtual thread, whose CPU time the JVM does
   * not count, for so much elapsed time.
   */
  COMPUTE {
    @Override
    public void run(Duration time, TimeSource clock) {
      boolean counted =
          !Thread.currentThread().isVirtual() && THREADS.isCurrentThreadCpuTimeSupported();
      long end = nanos(counted) + time.toNanos();
      while (nanos(counted) - end < 0) {
        Thread.onSpinWait();
      }
    }

    private static long nanos(boolean counted) {
      return counted ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }
  },
  /** Sleeps, as a blocking call to a database would. */
  SLEEP {
    @Override
    public void run(Duration time, TimeSource clock) {
      try {
        clock.sleep(time);
      } catch (InterruptedException e) {
        // Only a backend that closes interrupts its threads; the call goes on and finds it closed.
        Thread.currentThread().interrupt();
      }
    }
  };

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * Uses up the current thread for this long.
   *
   * @param clock by which it sleeps; CPU time is always real
   */
  public abstract void run(Duration time, TimeSource clock);
}
