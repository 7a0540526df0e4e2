package fanout.aggregator.hedge;

/**
 * Tells on one scale of time whether latency has changed. Not thread-safe.
 *
 * <p>The test of Kolmogorov and Smirnov supposes independent observations. Those of a real machine
 * come in stretches: while a compiler, a collector or a neighbour is at work, everything takes
 * longer. So an alarm raises the bar to four times its own height, from which it sinks by half
 * while a window passes. What comes again and again is thereby taken for what it is, a part of the
 * latency; and the rate of false alarms is bounded on any machine.
 */
final class DriftTest {
  private static final double RAISE = 4;

  /** One look is taken for each slice. */
  private static final double SINKING = Math.pow(0.5, 1.0 / LatencyWindow.SLICES);

  private double bar = Survival.SIGNIFICANT;

  /** Takes one look. */
  boolean changed(Survival newest, Survival past) {
    bar = Math.max(Survival.SIGNIFICANT, bar * SINKING);
    double contrast = newest.contrast(past);
    boolean changed = contrast > bar;
    if (changed) {
      bar = RAISE * contrast;
    }
    return changed;
  }
}
