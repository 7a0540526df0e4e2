package fanout.backend.pause;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How late waits have ended, counted from the time that was asked for to the start of {@code then}.
 * No wait ends early.
 *
 * @param ended waits that have run to their end since the pause was made
 * @param pending waits under way
 * @param p50 the median lateness
 * @param p90 exceeded by one wait in ten
 * @param p99 exceeded by one wait in a hundred
 * @param max the latest
 * @param lead how much earlier than its deadline the timer thread asks to be woken, as learnt so
 *     far
 */
public record PauseStats(
    long ended,
    int pending,
    Duration p50,
    Duration p90,
    Duration p99,
    Duration max,
    Duration lead) {
  static PauseStats of(Histogram lateness, int pending, long leadNanos) {
    return new PauseStats(
        lateness.getTotalCount(),
        pending,
        Duration.ofNanos(lateness.getValueAtPercentile(50)),
        Duration.ofNanos(lateness.getValueAtPercentile(90)),
        Duration.ofNanos(lateness.getValueAtPercentile(99)),
        Duration.ofNanos(lateness.getMaxValue()),
        Duration.ofNanos(leadNanos));
  }
}
