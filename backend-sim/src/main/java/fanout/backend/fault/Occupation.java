package fanout.backend.fault;

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
    public void run(Duration time) {
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
    public void run(Duration time) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException e) {
        // Only a backend that closes interrupts its threads; the call goes on and finds it closed.
        Thread.currentThread().interrupt();
      }
    }
  };

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Uses up the current thread for this long. */
  public abstract void run(Duration time);
}
