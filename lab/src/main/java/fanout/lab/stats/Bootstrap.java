package fanout.lab.stats;

import fanout.lab.result.Estimate;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Intervals by resampling (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter
 * 13: the percentile interval), expanded for few trials: the percentile interval of {@code n}
 * values is too short by about {@code √((n − 1)/n)} and by normal instead of t quantiles, so that
 * its ends are taken at {@code Φ(−√(n/(n − 1)) · t(0.975, n − 1))} rather than at 2.5 %
 * (Hesterberg, What Teachers Should Know About the Bootstrap, The American Statistician 69(4),
 * 2015, 5.3).
 *
 * <p>What is resampled is the trial, not the call: calls of one trial share the state of the
 * machine and are not independent, trials in random order nearly are (a cluster bootstrap; Field
 * and Welsh, Bootstrapping clustered data, 2007). Trials of several variants that ran side by side
 * in one round are drawn together, so that a ratio of two variants keeps their pairing.
 *
 * <p>The percentile interval rather than BCa, because the acceleration of BCa comes from the
 * jackknife, which is inconsistent for medians and percentiles.
 *
 * @param seed of the resampling: the same data give the same interval
 * @param resamples how many
 */
public record Bootstrap(long seed, int resamples) {
  /**
   * Of fewer trials no interval holds the truth 95 times in a hundred: with five it is 93, with
   * three 77.
   */
  public static final int FEWEST = 6;

  /** Enough for two digits of a 95 % interval's ends. */
  public static final int USUAL = 2000;

  private static final double LEVEL = 0.975;

  /** With the usual number of resamples. */
  public Bootstrap(long seed) {
    this(seed, USUAL);
  }

  /**
   * A figure and its 95 % interval.
   *
   * @param trials how many there are, 1 or more; of a single one the interval has no length
   * @param unit of the figure
   * @param statistic gives the figure from trials by their numbers, some of them several times
   * @throws IllegalArgumentException if the statistic is not a number for the trials as they are
   */
  public Estimate estimate(int trials, String unit, ToDoubleFunction<int[]> statistic) {
    int[] all = new int[trials];
    Arrays.setAll(all, i -> i);
    double value = statistic.applyAsDouble(all);
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("the figure in %s is not a number".formatted(unit));
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[resamples];
    int[] drawn = new int[trials];
    for (int i = 0; i < resamples; i++) {
      for (int j = 0; j < trials; j++) {
        drawn[j] = random.nextInt(trials);
      }
      double again = statistic.applyAsDouble(drawn);
      // A resample may leave out all that the figure is made of; it then says nothing new.
      values[i] = Double.isNaN(again) ? value : again;
    }
    double tail = tail(trials);
    double low = Math.min(value, Sample.quantile(tail, values));
    double high = Math.max(value, Sample.quantile(1 - tail, values));
    return new Estimate(value, low, high, unit, trials);
  }

  /** What lies beyond one end of the expanded interval of so many trials. */
  public static double tail(int trials) {
    if (trials < 2) {
      return 1 - LEVEL;
    }
    double t = TDistribution.of(trials - 1).inverseCumulativeProbability(LEVEL);
    double stretched = Math.sqrt(trials / (trials - 1.0)) * t;
    return NormalDistribution.of(0, 1).survivalProbability(stretched);
  }
}
