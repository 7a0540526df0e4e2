package fanout.backend.pause;

import java.util.Arrays;

/**
 * How much earlier than the deadline a parked thread must ask to be woken, learnt from how late it
 * has been woken.
 *
 * <p>A timer wakes late, but evenly so: here by 80–100 µs in nine cases of ten. The lead is the
 * {@value #QUANTILE} quantile of the last {@value #WINDOW} overshoots: a sliding window follows the
 * machine both ways within some dozen waits, and a quantile, unlike a mean, is not carried away by
 * a wake-up that met a garbage collection. A higher quantile would spin longer at every wait to
 * catch a few stragglers. Not thread-safe.
 */
final class Lead {
  static final int WINDOW = 64;
  static final double QUANTILE = 0.9;

  /** Before anything is known: the order of magnitude of Linux's timer slack. */
  static final long INITIAL_NANOS = 60_000;

  /** A machine that wakes later than this cannot be precise by spinning, only busy. */
  static final long MOST_NANOS = 500_000;

  private static final int EVERY = 8;

  private final long[] overshoots = new long[WINDOW];
  private final long[] sorted = new long[WINDOW];
  private long seen;
  private long nanos = INITIAL_NANOS;

  long nanos() {
    return nanos;
  }

  /** Takes note that a park ended so much after the time that was asked for. */
  void learn(long overshootNanos) {
    overshoots[(int) (seen++ % WINDOW)] = overshootNanos;
    if (seen % EVERY == 0) {
      int known = (int) Math.min(seen, WINDOW);
      System.arraycopy(overshoots, 0, sorted, 0, known);
      Arrays.sort(sorted, 0, known);
      nanos = Math.clamp(sorted[(int) (known * QUANTILE)], 0, MOST_NANOS);
    }
  }
}
