package fanout.lab.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

/** Durations for people; the one place that decides on units and digits. */
public final class Durations {
  /**
   * A unit of the clock.
   *
   * @param symbol as written behind a number
   * @param nanos its length
   */
  public record Unit(String symbol, long nanos) {}

  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);
  private static final long MINUTE = 60_000_000_000L;

  /** From large to small. */
  private static final List<Unit> UNITS =
      List.of(
          new Unit("s", 1_000_000_000L),
          new Unit("ms", 1_000_000L),
          new Unit("µs", 1_000L),
          new Unit("ns", 1L));

  private Durations() {}

  /**
   * Three significant digits and a unit: {@code 12.3 ms}, {@code 412 µs}; from a minute on {@code 2
   * min 05 s}, and zero is {@code 0 ms}.
   */
  public static String format(Duration duration) {
    return format(duration.toNanos());
  }

  /** The same for nanoseconds. */
  public static String format(long nanos) {
    if (nanos == 0) {
      return "0 ms";
    }
    BigDecimal rounded = BigDecimal.valueOf(nanos).abs().round(THREE_DIGITS);
    String sign = nanos < 0 ? "-" : "";
    if (rounded.compareTo(BigDecimal.valueOf(MINUTE)) >= 0) {
      long seconds =
          BigDecimal.valueOf(nanos)
              .abs()
              .movePointLeft(9)
              .setScale(0, RoundingMode.HALF_EVEN)
              .longValueExact();
      return "%s%d min %02d s".formatted(sign, seconds / 60, seconds % 60);
    }
    Unit unit = unit(rounded.longValueExact());
    BigDecimal value = rounded.divide(BigDecimal.valueOf(unit.nanos()));
    int decimals = unit.nanos() == 1 ? 0 : 3 - (value.precision() - value.scale());
    return sign
        + value.setScale(Math.max(0, decimals), RoundingMode.UNNECESSARY).toPlainString()
        + " "
        + unit.symbol();
  }

  /** The largest unit that gives {@code nanos} a figure of one or more; nanoseconds below that. */
  public static Unit unit(long nanos) {
    return UNITS.stream().filter(unit -> nanos >= unit.nanos()).findFirst().orElse(UNITS.getLast());
  }
}
