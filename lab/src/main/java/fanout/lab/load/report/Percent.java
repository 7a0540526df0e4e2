package fanout.lab.load.report;

import java.math.BigDecimal;

/** Percentiles as names. */
final class Percent {
  private Percent() {}

  /** {@code 50}, {@code 99.9}. */
  static String of(double percentile) {
    return BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString();
  }
}
