package fanout.benchmarks.soak;

import java.time.Duration;

/**
 * How calls kept to their budgets in one window of a soak, judged by what the same window has seen
 * of the machine: no absolute bound holds on one that others use too. Immutable.
 *
 * @param beats wake-ups of a thread that only slept
 * @param lateBeats those of them that came more than a millisecond late
 * @param latest by how much the latest of them was late
 * @param overrun the most by which a call that ended in this window outlasted its budget
 */
public record Timing(long beats, long lateBeats, Duration latest, Duration overrun) {
  /** What a budget may be exceeded by where the machine has the time. */
  private static final Duration SCHEDULING = Duration.ofMillis(5);

  /** A wake-up that is later than this is not the machine's usual one. */
  private static final Duration LATE = Duration.ofMillis(1);

  /** With more late wake-ups than one in so many the machine has not the time. */
  private static final int QUIET = 100;

  /**
   * Threads that have to wake, one after another, between a call's start and its end by its budget:
   * the caller's event loop, the aggregator's, its timer, its event loop again, the caller's again.
   */
  private static final int WAKE_UPS = 5;

  /** A wake-up this much too late. */
  static Timing beat(long nanos) {
    Duration late = Duration.ofNanos(nanos);
    return new Timing(1, late.compareTo(LATE) > 0 ? 1 : 0, late, Duration.ZERO);
  }

  /** A call that outlasted its budget by this much. */
  static Timing call(long nanos) {
    return new Timing(0, 0, Duration.ZERO, Duration.ofNanos(nanos));
  }

  /** Both together. */
  Timing and(Timing other) {
    return new Timing(
        beats + other.beats,
        lateBeats + other.lateBeats,
        longer(latest, other.latest),
        longer(overrun, other.overrun));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /** Whether the machine had the time, so that what is late is late by our own doing. */
  public boolean quiet() {
    return beats > 0 && lateBeats * QUIET <= beats;
  }

  /** Whether no call outlasted its budget by more than is allowed. */
  public boolean inTime() {
    return overrun.compareTo(allowed()) <= 0;
  }

  /** Whether no call outlasted its budget by more than 5 ms, however late threads woke. */
  public boolean punctual() {
    return overrun.compareTo(SCHEDULING) <= 0;
  }

  /** By how much a budget may be exceeded in this window. */
  Duration allowed() {
    return SCHEDULING.plus(latest.multipliedBy(WAKE_UPS));
  }

  @Override
  public String toString() {
    return "%.1f ms over budget, %.1f ms allowed: 5 ms and the latest wake-up (%.1f ms) for each of %d threads"
        .formatted(millis(overrun), millis(allowed()), millis(latest), WAKE_UPS);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
