package fanout.backend;

import java.time.Instant;

/** The clocks of a backend; tests hand in ones that stand still. */
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
      };

  /** Monotonic nanoseconds from an arbitrary origin; every span of time is measured by it. */
  long nanoTime();

  /** The time of day, for display only. */
  Instant now();
}
