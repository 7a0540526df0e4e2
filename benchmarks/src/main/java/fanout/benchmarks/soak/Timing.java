package fanout.benchmarks.soak;

import java.time.Duration;
import org.HdrHistogram.AbstractHistogram;

/**
 * Whether calls ended with their budgets, judged by what the same run has measured of the machine:
 * no absolute bound holds on one that others use too. All in nanoseconds.
 *
 * @param overrun by how much calls outlasted their budgets; those that did not are zeros
 * @param late by how much a thread that only slept was woken late
 * @param empty how long an empty call took on the same connection
 */
public record Timing(AbstractHistogram overrun, AbstractHistogram late, AbstractHistogram empty) {
  /** What a budget may be exceeded by where the machine has the time. */
  private static final Duration SCHEDULING = Duration.ofMillis(5);

  /** With more than this at the 99th percentile of {@link #late} the machine has not the time. */
  private static final Duration QUIET = Duration.ofMillis(1);

  /**
   * Threads that have to wake, one after another, between a call's start and its end by its budget:
   * the caller's event loop, the aggregator's, its timer, its event loop again, the caller's again.
   */
  private static final int WAKE_UPS = 5;

  /**
   * The same in empty calls, which wait in two event loops: a call passes four of them, and a timer
   * between.
   */
  private static final int EMPTY_CALLS = 3;

  /** Whether the machine had the time, so that what is late is late by our own doing. */
  public boolean quiet() {
    return late.getValueAtPercentile(99) <= QUIET.toNanos();
  }

  /** Whether no call outlasted its budget by more than is allowed. */
  public boolean inTime() {
    // The histogram gives the upper end of a bucket; what may be in time must not count as late.
    long least = overrun.lowestEquivalentValue(overrun.getMaxValue());
    return least <= allowed().toNanos();
  }

  /** By how much a budget may be exceeded in this run. */
  Duration allowed() {
    return SCHEDULING.plusNanos(
        quiet() ? WAKE_UPS * late.getMaxValue() : EMPTY_CALLS * empty.getMaxValue());
  }

  /** {@link #allowed} and why, in words. */
  public String allowance() {
    return "%.1f ms, %s"
        .formatted(
            allowed().toNanos() / 1e6,
            quiet()
                ? "which is 5 ms and the latest wake-up for each of " + WAKE_UPS + " threads"
                : "since the machine was too busy to tell: 5 ms and the slowest empty call "
                    + EMPTY_CALLS
                    + " times");
  }

  /** A distribution in words. */
  public static String spread(AbstractHistogram nanos) {
    return "p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(
            nanos.getValueAtPercentile(50) / 1e6,
            nanos.getValueAtPercentile(99) / 1e6,
            nanos.getMaxValue() / 1e6);
  }
}
