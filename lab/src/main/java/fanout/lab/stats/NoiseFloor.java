package fanout.lab.stats;

import fanout.lab.result.Estimate;

/**
 * What one variant against itself (A/A) came to: a difference that a run of this length on this
 * machine cannot tell from none.
 *
 * @param size the largest difference within the interval of the A/A comparison
 * @param absolute whether it is in the figure's own unit, as for shares, rather than relative to it
 */
public record NoiseFloor(double size, boolean absolute) {
  /** Of what nothing disturbs. */
  public static final NoiseFloor NONE = new NoiseFloor(0, false);

  /** From the interval of the ratio A′/A; what does not contain 1 counts as well. */
  public static NoiseFloor ofRatio(Estimate ratio) {
    double below = ratio.low() > 0 ? 1 / ratio.low() - 1 : Double.POSITIVE_INFINITY;
    return new NoiseFloor(Math.max(Math.max(below, ratio.high() - 1), 0), false);
  }

  /** From the interval of the difference A′ − A. */
  public static NoiseFloor ofDifference(Estimate difference) {
    return new NoiseFloor(Math.max(Math.abs(difference.low()), Math.abs(difference.high())), true);
  }

  /** In the unit of a figure. */
  public double in(Estimate figure) {
    boolean nothing = size == 0 || figure.value() == 0; // an infinite floor of it is no number
    return absolute ? size : nothing ? 0 : size * Math.abs(figure.value());
  }

  /** The lower end of an interval, lower by the noise. */
  double lower(Estimate estimate) {
    return absolute
        ? estimate.low() - size
        : Math.min(estimate.low() / (1 + size), estimate.low() * (1 + size));
  }

  /** The upper end of an interval, higher by the noise. */
  double upper(Estimate estimate) {
    return absolute
        ? estimate.high() + size
        : Math.max(estimate.high() / (1 + size), estimate.high() * (1 + size));
  }
}
