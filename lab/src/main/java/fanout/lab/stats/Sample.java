package fanout.lab.stats;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;

/** Quantiles of numbers in memory; arguments are left as they are. */
public final class Sample {
  private static final Quantile QUANTILE = Quantile.withDefaults().withCopy(true);
  private static final Median MEDIAN = Median.withDefaults().withCopy(true);

  private Sample() {}

  /** The value in the middle; of an even number, half-way between the two. */
  public static double median(double... values) {
    return MEDIAN.evaluate(values);
  }

  /**
   * The quantile by estimation method HF8, which is nearly unbiased whatever the distribution
   * (Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996).
   *
   * @param p from 0 to 1
   */
  public static double quantile(double p, double... values) {
    return QUANTILE.evaluate(values, p);
  }

  /**
   * How many values lie more than three interquartile ranges beyond a quartile: Tukey's outer
   * fences (Exploratory Data Analysis, 1977).
   */
  public static long farOut(double... values) {
    double lower = quantile(0.25, values);
    double upper = quantile(0.75, values);
    double fence = 3 * (upper - lower);
    return Arrays.stream(values).filter(x -> x < lower - fence || x > upper + fence).count();
  }
}
