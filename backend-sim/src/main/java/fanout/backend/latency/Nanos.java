package fanout.backend.latency;

import fanout.runtime.spec.SpecException;
import java.time.Duration;

/** Durations as models take and give them. */
final class Nanos {
  private static final long LONGEST = LatencyModel.LONGEST.toNanos();

  private Nanos() {}

  /** Rounds a draw; at most {@link LatencyModel#LONGEST}. */
  static long of(double nanos) {
    return Math.round(Math.min(nanos, LONGEST));
  }

  /** Checks a parameter that may be zero. */
  static void require(String field, Duration value) {
    SpecException.require(
        !value.isNegative() && value.compareTo(LatencyModel.LONGEST) <= 0,
        field,
        value,
        "0ms to 24h");
  }

  /** Checks a parameter that must not be zero. */
  static void requirePositive(String field, Duration value) {
    SpecException.require(
        value.isPositive() && value.compareTo(LatencyModel.LONGEST) <= 0,
        field,
        value,
        "more than 0ms, up to 24h");
  }

  /** Checks that a parameter is more than the one before it. */
  static void requireMore(String field, Duration value, String lesserField, Duration lesser) {
    SpecException.require(value.compareTo(lesser) > 0, field, value, "more than " + lesserField);
  }
}
