package fanout.lab.stats;

import fanout.lab.result.Estimate;
import fanout.lab.result.Verdict;

/**
 * Where a figure has to lie for a statement to hold; both ends belong to it.
 *
 * @param low negative infinity for no lower end
 * @param high infinity for no upper end
 */
public record Region(double low, double high) {
  public Region {
    if (!(low <= high)) {
      throw new IllegalArgumentException("no value is within [%s, %s]".formatted(low, high));
    }
  }

  /** That and all above. */
  public static Region atLeast(double low) {
    return new Region(low, Double.POSITIVE_INFINITY);
  }

  /** That and all below. */
  public static Region atMost(double high) {
    return new Region(Double.NEGATIVE_INFINITY, high);
  }

  /**
   * What the data say: CONFIRMED if the whole interval, widened by the noise floor, lies in the
   * region; REFUTED if all of it lies outside, on whichever side; else INCONCLUSIVE.
   */
  public Verdict judge(Estimate estimate, NoiseFloor noise) {
    double least = noise.lower(estimate);
    double most = noise.upper(estimate);
    if (least >= low && most <= high) {
      return Verdict.CONFIRMED;
    }
    return most < low || least > high ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
  }
}
