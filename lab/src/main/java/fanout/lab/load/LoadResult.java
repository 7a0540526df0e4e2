package fanout.lab.load;

import fanout.lab.measure.Summary;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What a run came to. Immutable.
 *
 * @param plan what it was told
 * @param startedAt wall-clock time of its beginning
 * @param plannedNanos how long the sending should have taken; of a closed loop, how long it took
 * @param sendingNanos from the beginning to the last send
 * @param elapsedNanos from the beginning to the end of the last call
 * @param stopped whether it was ended early
 * @param summary the calls
 */
public record LoadResult(
    LoadPlan plan,
    Instant startedAt,
    long plannedNanos,
    long sendingNanos,
    long elapsedNanos,
    boolean stopped,
    Summary summary) {
  /**
   * Calls due in each second of an open loop, 0 if it was stopped before the first was; a closed
   * loop asks for no rate.
   */
  public OptionalDouble askedRps() {
    return switch (plan.arrivals()) {
      case Open open -> OptionalDouble.of(rate(summary.sent() + summary.refused(), plannedNanos));
      case Closed closed -> OptionalDouble.empty();
    };
  }

  /** Calls sent in each second; less than asked where the generator was late or refused some. */
  public double achievedRps() {
    return rate(summary.sent(), Math.max(plannedNanos, sendingNanos));
  }

  /** Calls ended in each second of the whole run, the awaiting of the last ones included. */
  public double rps() {
    return rate(summary.ended(), elapsedNanos);
  }

  private static double rate(long calls, long nanos) {
    return nanos > 0 ? calls * 1e9 / nanos : 0;
  }
}
