package fanout.backend;

import fanout.backend.pause.Pause;
import fanout.backend.pause.Timer;
import java.time.Duration;
import java.time.Instant;

/**
 * The clocks of a backend, and all that waits by them; tests hand in ones that stand still.
 * Thread-safe.
 */
public interface TimeSource {
  /** The machine's own clocks. */
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public Timer timer() {
          return new Pause();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time);
        }
      };

  /** Monotonic nanoseconds from an arbitrary origin; every span of time is measured by it. */
  long nanoTime();

  /** The time of day, for display only. */
  Instant now();

  /** Starts what ends the waits of calls. */
  Timer timer();

  /** Holds the current thread. */
  void sleep(Duration time) throws InterruptedException;
}
