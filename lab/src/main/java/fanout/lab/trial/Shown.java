package fanout.lab.trial;

import fanout.lab.result.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures in sentences: three digits, and the unit behind them. */
public final class Shown {
  private static final MathContext THREE = new MathContext(3);
  private static final double WHOLE_FROM = 1000;

  private Shown() {}

  /** Three significant digits, never an exponent: {@code 0.0123}, {@code 1.50}, {@code 12,345}. */
  public static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value > 0 ? "∞" : value < 0 ? "−∞" : "?";
    }
    if (value == 0) {
      return "0";
    }
    if (Math.abs(value) >= WHOLE_FROM) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(THREE);
    int decimals = Math.max(0, 3 - (rounded.precision() - rounded.scale()));
    return rounded.setScale(decimals, java.math.RoundingMode.HALF_UP).toPlainString();
  }

  /** The same with a unit, as {@link Estimate#withUnit} puts it. */
  public static String number(double value, String unit) {
    return Estimate.withUnit(number(value), unit);
  }

  /** {@code 1 trial}, {@code 2 trials}. */
  public static String count(int number, String noun) {
    return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
  }

  /** The value of an estimate with its unit. */
  public static String value(Estimate estimate) {
    return number(estimate.value(), estimate.unit());
  }

  /** The value with its interval: {@code 2.01× (1.98 to 2.03)}. */
  public static String whole(Estimate estimate) {
    return "%s (%s to %s)"
        .formatted(value(estimate), number(estimate.low()), number(estimate.high()));
  }
}
