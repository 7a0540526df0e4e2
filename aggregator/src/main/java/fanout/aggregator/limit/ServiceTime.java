package fanout.aggregator.limit;

/**
 * How long calls take, by the estimator of TCP's retransmission timer (Jacobson 1988, RFC 6298):
 *
 * <pre>
 * m ← m + (x − m) / 8        d ← d + (|x − m| − d) / 4        likely at most m + 4 d
 * </pre>
 *
 * For exponential times m + 4 d is about the p98. Constant memory; not thread-safe.
 */
final class ServiceTime {
  private static final double MEAN_GAIN = 1.0 / 8;
  private static final double DEVIATION_GAIN = 1.0 / 4;
  private static final int DEVIATIONS = 4;

  private double mean;
  private double deviation;
  private boolean known;

  /** A call took so long. */
  void add(long nanos) {
    if (known) {
      deviation += (Math.abs(nanos - mean) - deviation) * DEVIATION_GAIN;
      mean += (nanos - mean) * MEAN_GAIN;
    } else {
      mean = nanos;
      deviation = nanos / 2.0;
      known = true;
    }
  }

  /** A call was given up after so long: it would have taken longer, nobody knows by how much. */
  void addAtLeast(long nanos) {
    if (known && nanos > mean) {
      add(nanos);
    }
  }

  /** Whether a call has ended at all. */
  boolean isKnown() {
    return known;
  }

  /** Nanoseconds that a call takes on average; 0 while nothing is known. */
  double mean() {
    return mean;
  }

  /** Nanoseconds within which nearly every call ends; 0 while nothing is known. */
  long likely() {
    return (long) (mean + DEVIATIONS * deviation);
  }
}
