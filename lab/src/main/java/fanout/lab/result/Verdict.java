package fanout.lab.result;

/** What the data say about a claim. Always computed, never typed in. */
public enum Verdict {
  /** The whole interval lies where the claim puts it. */
  CONFIRMED,
  /** The whole interval lies elsewhere. */
  REFUTED,
  /** The interval lies on both sides, or the difference is within the noise floor. */
  INCONCLUSIVE
}
