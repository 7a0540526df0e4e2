package fanout.lab.result;

/** Which of two values of a figure one would rather have. */
public enum Better {
  /** A time, a share of failures. */
  LOWER,
  /** A rate, a speed-up, a share of answers. */
  HIGHER,
  /** A figure that describes, such as the place of a knee: it can change, but not get worse. */
  NEITHER
}
