package fanout.lab.load;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls in a time, written {@code 500/s} or {@code 30/m}.
 *
 * @param perSecond from 0 to 1,000,000
 */
@Spec.Scalar(allowed = Rate.ALLOWED)
public record Rate(double perSecond) {
  static final String ALLOWED = "a rate such as 500/s, 0.5/s or 30/m, up to 1000000/s";

  private static final double HIGHEST = 1e6;
  private static final Pattern TEXT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*/\\s*([sm])");

  public Rate {
    SpecException.require(perSecond >= 0 && perSecond <= HIGHEST, "rate", perSecond, ALLOWED);
  }

  /** A rate a second that must not be zero. */
  static void requirePositive(String field, Rate rate) {
    SpecException.require(rate.perSecond > 0, field, rate, "more than 0/s");
  }

  /**
   * Reads a rate.
   *
   * @throws SpecException if it has no unit or is out of bounds
   */
  public static Rate parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new SpecException("rate", text, ALLOWED);
    }
    double number = Double.parseDouble(matcher.group(1));
    return new Rate(matcher.group(2).equals("m") ? number / 60 : number);
  }

  @Override
  public String toString() {
    BigDecimal shortest = new BigDecimal(Double.toString(perSecond)).stripTrailingZeros();
    return (shortest.scale() < 0 ? shortest.setScale(0) : shortest).toPlainString() + "/s";
  }
}
