package fanout.lab.report;

import fanout.lab.result.Estimate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Figures for people: as many digits as are known, and a unit. */
public final class Figures {
  private static final int DIGITS = 3;
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final int MOST_DIGITS = 6;
  private static final int MOST_DECIMALS = 9;
  private static final double LARGE = 1e9;
  private static final double SMALL = 1e-4;

  private Figures() {}

  /** The figure with its unit, {@code 12.3 ms}, {@code 2.98×}, {@code 480/s}. */
  public static String value(Estimate estimate) {
    return Estimate.withUnit(number(estimate.value(), decimals(estimate)), estimate.unit());
  }

  /** The figure without its unit. */
  public static String bare(Estimate estimate) {
    return number(estimate.value(), decimals(estimate));
  }

  /** The interval, {@code 12.1 to 12.6}; empty where there is none. */
  public static String interval(Estimate estimate) {
    if (!hasInterval(estimate)) {
      return "";
    }
    int decimals = decimals(estimate);
    return number(estimate.low(), decimals) + " to " + number(estimate.high(), decimals);
  }

  /** Figure, interval and unit in one. */
  public static String withInterval(Estimate estimate) {
    return hasInterval(estimate)
        ? "%s [%s]".formatted(value(estimate), interval(estimate))
        : value(estimate);
  }

  /** A figure that comes without an interval, in the unit of one that has it. */
  public static String like(Estimate estimate, double value) {
    return Estimate.withUnit(number(value, digits(value, DIGITS)), estimate.unit());
  }

  /** Whether the interval has a width. */
  public static boolean hasInterval(Estimate estimate) {
    return estimate.low() < estimate.high();
  }

  /** Three digits of the value, as far as its interval bears them; two of the interval at least. */
  private static int decimals(Estimate estimate) {
    double width = estimate.high() - estimate.low();
    int ofValue = digits(estimate.value(), DIGITS);
    if (!(width > 0 && Double.isFinite(width))) {
      return ofValue;
    }
    int borne = Math.max(digits(width, 2), Math.min(ofValue, digits(width, DIGITS)));
    return Math.min(borne, digits(estimate.value(), MOST_DIGITS));
  }

  /** Decimals that give a number so many significant digits. */
  private static int digits(double value, int significant) {
    if (value == 0 || !Double.isFinite(value)) {
      return 0;
    }
    int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
    return Math.clamp(significant - 1 - magnitude, 0, MOST_DECIMALS);
  }

  /** {@code 1.50 × 10¹⁸}. */
  private static String power(double value) {
    String[] parts = String.format(Locale.ROOT, "%.2e", value).split("e", 2);
    StringBuilder exponent = new StringBuilder();
    for (char c : String.valueOf(Integer.parseInt(parts[1])).toCharArray()) {
      exponent.append(c == '-' ? '⁻' : SUPERSCRIPTS.charAt(c - '0'));
    }
    return "%s × 10%s".formatted(parts[0].replace('-', '−'), exponent);
  }

  private static String number(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= LARGE || size < SMALL) {
      return power(value);
    }
    String text =
        BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String grouped = String.format(Locale.ROOT, "%,d", Long.parseLong(whole));
    String sign = whole.startsWith("-0") ? "-" : "";
    return (sign + grouped + (point < 0 ? "" : text.substring(point))).replace('-', '−');
  }
}
