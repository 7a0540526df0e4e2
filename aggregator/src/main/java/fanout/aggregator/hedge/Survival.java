package fanout.aggregator.hedge;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.Store;

/**
 * The probability that an attempt takes longer than a given time, estimated from answers and from
 * attempts that were cut short. Immutable and thread-safe.
 *
 * <p>The estimator is that of Kaplan and Meier (1958), over the buckets of two sketches: with
 * {@code e} answers in a bucket and {@code n} attempts that had lasted until then, {@code S} falls
 * by the factor {@code 1 - e/n}. An attempt cut short counts in {@code n} for as long as it was
 * watched, and no longer. It is unbiased where the cut does not depend on how long the attempt
 * would have taken, which holds for the loser of a race against another replica.
 */
final class Survival {
  /**
   * The contrast beyond which the test of Kolmogorov and Smirnov speaks at a level of 1e-5, so that
   * many thousand tests give no false alarm: {@code -ln(1e-5 / 2) / 2}.
   */
  static final double SIGNIFICANT = 6.1;

  private static final double TOLERANCE = 0.1;

  private final IndexMapping mapping;
  private final int first;
  private final double[] bounds; // upper ends of the buckets from `first` on
  private final double[] values; // S at these ends
  private final double[] atRisk; // attempts that lasted into the bucket
  private final double answers;
  private final double total;

  Survival(DDSketch answered, DDSketch cut) {
    Store answers = answered.getPositiveValueStore();
    Store cuts = cut.getPositiveValueStore();
    this.mapping = answered.getIndexMapping();
    this.answers = answers.getTotalCount();
    this.total = this.answers + cuts.getTotalCount();
    if (total == 0) {
      first = 0;
      bounds = values = atRisk = new double[0];
      return;
    }
    first = Math.min(least(answers), least(cuts));
    int size = Math.max(most(answers), most(cuts)) - first + 1;
    double[] ended = counts(answers, size);
    double[] gone = counts(cuts, size);
    bounds = new double[size];
    values = new double[size];
    atRisk = new double[size];
    double left = total;
    double survival = 1;
    for (int i = 0; i < size; i++) {
      atRisk[i] = left;
      survival *= left > 0 ? 1 - Math.min(1, ended[i] / left) : 1;
      left -= ended[i] + gone[i];
      bounds[i] = mapping.upperBound(first + i);
      values[i] = survival;
    }
  }

  private static int least(Store store) {
    return store.isEmpty() ? Integer.MAX_VALUE : store.getMinIndex();
  }

  private static int most(Store store) {
    return store.isEmpty() ? Integer.MIN_VALUE : store.getMaxIndex();
  }

  private double[] counts(Store store, int size) {
    double[] counts = new double[size];
    store.forEach((index, count) -> counts[index - first] += count);
    return counts;
  }

  /** How many attempts it rests on. */
  double total() {
    return total;
  }

  /** How many of them were answered. */
  double answers() {
    return answers;
  }

  /** The probability of more than {@code nanos}; beyond the last observation it stays level. */
  double at(double nanos) {
    if (values.length == 0 || nanos <= 0) {
      return 1;
    }
    int i = mapping.index(nanos) - first;
    if (i < 0) {
      return 1;
    }
    if (i >= values.length) {
      return values[values.length - 1];
    }
    double low = i == 0 ? mapping.lowerBound(first) : bounds[i - 1];
    double before = i == 0 ? 1 : values[i - 1];
    double share = Math.clamp((nanos - low) / (bounds[i] - low), 0, 1);
    return before + share * (values[i] - before);
  }

  /**
   * The mean logarithm of the time, with everything beyond {@code horizon} taken as that: {@code E
   * ln min(T, horizon)}, the integral of {@code S} over {@code ln t}. It ranks replicas by body and
   * tail, and no quantile has to be chosen.
   */
  double meanLog(double horizon) {
    double low = values.length == 0 ? 1 : mapping.lowerBound(first);
    double mean = Math.log(Math.min(low, horizon));
    for (int i = 0; i < values.length && bounds[i] <= horizon; i++) {
      mean += (i == 0 ? 1 : values[i - 1]) * Math.log(bounds[i] / low);
      low = bounds[i];
    }
    return mean + at(low) * Math.log(Math.max(1, horizon / low));
  }

  /** The least time that at most half of the attempts outlast; NaN if more than half did. */
  double median() {
    for (int i = 0; i < values.length; i++) {
      if (values[i] <= 0.5) {
        return bounds[i];
      }
    }
    return Double.NaN;
  }

  /** The longest observation. */
  double end() {
    return bounds.length == 0 ? 0 : bounds[bounds.length - 1];
  }

  /**
   * The largest gap between two curves where both rest on more than a few attempts, with every time
   * taken a tenth longer or shorter as it suits: the statistic of Kolmogorov and Smirnov for what
   * is more than a shift by a tenth. Without this tolerance a body that moves from 5.3 to 5.6 ms
   * would be as different as can be, and no plan would have to follow.
   */
  double distance(Survival other) {
    int shift = mapping.index(1 + TOLERANCE) - mapping.index(1);
    int from = Math.min(first, other.first) - shift;
    int to = Math.max(first + values.length, other.first + other.values.length);
    double largest = 0;
    for (int index = from; index < to && lasting(index) && other.lasting(index); index++) {
      largest = Math.max(largest, value(index + shift) - other.value(index));
      largest = Math.max(largest, other.value(index + shift) - value(index));
    }
    return largest;
  }

  private boolean lasting(int index) {
    return index < first || (index < first + values.length && atRisk[index - first] >= 10);
  }

  private double value(int index) {
    return index < first ? 1 : values[Math.min(index - first, values.length - 1)];
  }

  /**
   * How strongly two samples speak against a common distribution: {@code n D²}, with {@code n} half
   * the harmonic mean of their sizes.
   */
  double contrast(Survival other) {
    if (total == 0 || other.total == 0) {
      return 0;
    }
    double gap = distance(other);
    return gap * gap / (1 / total + 1 / other.total);
  }

  /** Whether two samples hardly come from the same distribution, if each is one of independents. */
  boolean differsFrom(Survival other) {
    return contrast(other) > SIGNIFICANT;
  }
}
