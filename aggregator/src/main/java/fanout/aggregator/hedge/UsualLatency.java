package fanout.aggregator.hedge;

import com.datadoghq.sketch.ddsketch.DDSketch;
import java.time.Duration;

/**
 * What a backend usually takes: the median of its attempts, by the same window and estimator as the
 * hedges' timing. Thread-safe.
 */
public final class UsualLatency {
  /** Fewer observations say nothing. */
  static final int LEAST = 16;

  private static final Duration MEMORY = Duration.ofMinutes(10);

  private final LatencyWindow window = new LatencyWindow(MEMORY);
  private int untilLook = LEAST;
  private volatile Duration median = Duration.ZERO;

  /** Nothing learnt yet. */
  public UsualLatency() {}

  /**
   * Notes one attempt.
   *
   * @param answered false if it ended without an answer, which would have taken longer
   * @param nowNanos on the clock by which {@code nanos} was measured
   */
  public synchronized void add(long nanos, boolean answered, long nowNanos) {
    window.add(nanos, !answered, nowNanos);
    if (--untilLook == 0) {
      untilLook = LEAST;
      DDSketch answers = LatencyWindow.sketch();
      DDSketch cut = LatencyWindow.sketch();
      window.copyTo(answers, cut, nowNanos);
      double half = new Survival(answers, cut).median();
      if (!Double.isNaN(half)) { // in an outage too few answer: what was usual before it still is
        median = Duration.ofNanos((long) half);
      }
    }
  }

  /** Half of the attempts are answered within it; zero where nothing is known. */
  public Duration median() {
    return median;
  }
}
