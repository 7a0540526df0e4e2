package fanout.benchmarks.result;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The 95 % interval of a median by the percentile bootstrap (B. Efron, R. Tibshirani, <i>An
 * Introduction to the Bootstrap</i>, 1993, chapter 13), in two stages: forks are drawn with
 * replacement, then rounds of each, because rounds of one JVM have its compiled code in common. It
 * is expanded as the lab's is, because that of few rounds is too short; of fewer than {@link
 * fanout.lab.stats.Bootstrap#FEWEST} none is long enough.
 */
public final class Bootstrap {
  private static final int RESAMPLES = 5_000;

  private Bootstrap() {}

  /** A median and its interval. */
  public record Interval(double median, double low, double high) {}

  /**
   * The interval of the median over all rounds; deterministic.
   *
   * @param forks the rounds of each; none is empty
   */
  public static Interval ofMedian(List<double[]> forks) {
    SplittableRandom random = new SplittableRandom(42);
    double[] medians = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      medians[i] = median(resample(forks, random));
    }
    Arrays.sort(medians);
    double tail = fanout.lab.stats.Bootstrap.tail(forks.stream().mapToInt(f -> f.length).sum());
    double median = median(forks.stream().flatMapToDouble(Arrays::stream).toArray());
    return new Interval(
        median,
        Math.min(median, medians[(int) (tail * RESAMPLES)]),
        Math.max(median, medians[(int) ((1 - tail) * (RESAMPLES - 1))]));
  }

  private static double[] resample(List<double[]> forks, SplittableRandom random) {
    int size = forks.stream().mapToInt(fork -> fork.length).sum();
    double[] sample = new double[size];
    int filled = 0;
    while (filled < size) {
      double[] fork = forks.get(random.nextInt(forks.size()));
      for (int i = 0; i < fork.length && filled < size; i++) {
        sample[filled++] = fork[random.nextInt(fork.length)];
      }
    }
    return sample;
  }

  /** The median; of an even number the mean of the two in the middle. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
