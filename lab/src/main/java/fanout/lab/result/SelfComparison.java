package fanout.lab.result;

/**
 * What the variant that ran under two labels came to against itself (A/A). Any difference is noise
 * by construction.
 *
 * @param variant that ran twice
 * @param figure in which the two were compared: the one that decides
 * @param measured the second label against the first: a ratio in ×; of a share, or of what was zero
 *     or less in a trial, the difference in the figure's unit
 * @param differs whether the interval leaves out "no difference": a claim that is known to be false
 */
public record SelfComparison(String variant, String figure, Estimate measured, boolean differs) {
  /**
   * Says whether it claims a difference.
   *
   * @param none the value that stands for no difference: 1 for a ratio, 0 for a difference
   */
  public static SelfComparison of(String variant, String figure, Estimate measured, double none) {
    boolean differs = measured.low() > none || measured.high() < none;
    return new SelfComparison(variant, figure, measured, differs);
  }
}
