package fanout.lab.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * A distribution of times in nanoseconds, each known to three significant digits (HdrHistogram).
 * Immutable and thread-safe. Of an empty distribution every figure is zero.
 */
public final class Distribution {
  /** Significant decimal digits of every recorded time. */
  public static final int DIGITS = 3;

  /** The percentiles that every report shows, the largest time besides. */
  public static final List<Double> PERCENTILES =
      List.of(10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99);

  private final Histogram histogram;

  private Distribution(Histogram histogram) {
    this.histogram = histogram;
  }

  /** One bar: how many times lie above the bar before and not above {@code upTo}. */
  public record Bar(long upTo, long count) {}

  /** Nothing. */
  public static Distribution empty() {
    return new Distribution(new Histogram(DIGITS));
  }

  /** What a histogram holds now; takes a copy. */
  public static Distribution of(AbstractHistogram histogram) {
    Histogram copy = new Histogram(DIGITS);
    copy.add(histogram);
    return new Distribution(copy);
  }

  /** Both together, exactly: as if all times had been recorded here. */
  public Distribution plus(Distribution other) {
    Histogram sum = histogram.copy();
    sum.add(other.histogram);
    return new Distribution(sum);
  }

  /** How many times. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** The least. */
  public long min() {
    return count() == 0 ? 0 : histogram.getMinValue();
  }

  /** The largest. */
  public long max() {
    return histogram.getMaxValue();
  }

  /** The arithmetic mean. */
  public double mean() {
    return histogram.getMean();
  }

  /**
   * The least recorded time that at least {@code percentile} per cent of all do not exceed (nearest
   * rank), the largest of those that three digits cannot tell apart.
   *
   * @param percentile from 0 to 100
   */
  public long percentile(double percentile) {
    return count() == 0 ? 0 : histogram.getValueAtPercentile(percentile);
  }

  /** The span from the least to the largest time in {@code bars} equal parts. */
  public List<Bar> bars(int bars) {
    return bars(bars, share -> min() + (max() - min()) * share);
  }

  /** The same in parts of equal ratio, so that a long tail leaves room for the rest. */
  public List<Bar> logBars(int bars) {
    double least = Math.max(1, min());
    return bars(bars, share -> least * Math.pow(max() / least, share));
  }

  private List<Bar> bars(int bars, DoubleUnaryOperator edge) {
    List<Bar> result = new ArrayList<>();
    long below = -1;
    for (int i = 1; i <= bars && count() > 0; i++) {
      long upTo = i == bars ? max() : Math.round(edge.applyAsDouble(i / (double) bars));
      // Times that cannot be told apart belong to the first bar that reaches into them.
      long end = histogram.highestEquivalentValue(upTo);
      long count = end > below ? histogram.getCountBetweenValues(below + 1, end) : 0;
      result.add(new Bar(upTo, count));
      below = Math.max(below, end);
    }
    return result;
  }

  /** A copy for HdrHistogram's own tools. */
  public Histogram histogram() {
    return histogram.copy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Distribution that && histogram.equals(that.histogram);
  }

  @Override
  public int hashCode() {
    return histogram.hashCode();
  }

  @Override
  public String toString() {
    return "%d times from %d ns to %d ns".formatted(count(), min(), max());
  }
}
