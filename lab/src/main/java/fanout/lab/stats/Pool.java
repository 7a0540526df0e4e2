package fanout.lab.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The samples of several trials thrown together, for percentiles that a single trial has too few
 * calls for. Sorted once, so that a percentile of resampled trials is one pass. Immutable and
 * thread-safe.
 */
public final class Pool {
  private final double[] values;
  private final int[] trials;
  private final int count;

  private Pool(double[] values, int[] trials, int count) {
    this.values = values;
    this.trials = trials;
    this.count = count;
  }

  private record Tagged(double value, int trial) {}

  /** The samples of each trial. */
  public static Pool of(List<double[]> samples) {
    Tagged[] tagged = new Tagged[samples.stream().mapToInt(s -> s.length).sum()];
    int next = 0;
    for (int trial = 0; trial < samples.size(); trial++) {
      for (double value : samples.get(trial)) {
        tagged[next++] = new Tagged(value, trial);
      }
    }
    Arrays.sort(tagged, Comparator.comparingDouble(Tagged::value));
    return new Pool(
        Arrays.stream(tagged).mapToDouble(Tagged::value).toArray(),
        Arrays.stream(tagged).mapToInt(Tagged::trial).toArray(),
        samples.size());
  }

  /**
   * The least value that at least {@code percent} per cent of the drawn trials' samples do not
   * exceed (nearest rank); not a number if they have none.
   *
   * @param drawn numbers of trials, some several times
   */
  public double percentile(double percent, int[] drawn) {
    int[] weights = new int[count];
    for (int trial : drawn) {
      weights[trial]++;
    }
    long total = 0;
    for (int trial : trials) {
      total += weights[trial];
    }
    long rank = Math.max(1, (long) Math.ceil(percent / 100 * total - 1e-9));
    long seen = 0;
    for (int i = 0; i < values.length; i++) {
      seen += weights[trials[i]];
      if (seen >= rank) {
        return values[i];
      }
    }
    return Double.NaN;
  }
}
