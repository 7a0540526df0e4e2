package fanout.lab.compare;

import fanout.lab.result.Better;
import fanout.lab.result.Estimate;

/** What became of a figure from one run to the next. */
public enum Change {
  /** It moved the way one would like. */
  BETTER,
  /** It moved the other way. */
  WORSE,
  /** It moved, and neither way is the better one. */
  CHANGED,
  /** The two cannot be told apart. */
  WITHIN_NOISE;

  /**
   * Compares two estimates of one figure. They differ if their 95 % intervals lie apart by more
   * than the larger noise. That is stricter than asking whether the difference is significant at 5
   * %: of two like runs, fewer than one figure in a hundred is said to have changed, so that a page
   * of figures may be compared at once (Schenker and Gentleman, <i>On Judging the Significance of
   * Differences by Examining the Overlap Between Confidence Intervals</i>, The American
   * Statistician 55, 2001).
   */
  static Change of(Estimate before, Estimate after, Better better) {
    double noise = noise(before, after);
    boolean higher = after.low() > before.high() + noise;
    boolean lower = after.high() < before.low() - noise;
    if (!higher && !lower) {
      return WITHIN_NOISE;
    }
    return switch (better) {
      case HIGHER -> higher ? BETTER : WORSE;
      case LOWER -> lower ? BETTER : WORSE;
      case NEITHER -> CHANGED;
    };
  }

  /** What one of the runs cannot tell from nothing, in the figure's unit. */
  static double noise(Estimate before, Estimate after) {
    return Math.max(before.noise(), after.noise());
  }
}
