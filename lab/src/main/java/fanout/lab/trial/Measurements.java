package fanout.lab.trial;

import fanout.lab.measure.Distribution;
import fanout.lab.result.Estimate;
import fanout.lab.result.SelfComparison;
import fanout.lab.stats.Bootstrap;
import fanout.lab.stats.NoiseFloor;
import fanout.lab.stats.Sample;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What all trials of an experiment came to, with intervals. For one thread.
 *
 * <p>Every estimate is a statistic of {@linkplain Draw drawn} rounds; the convenient ones are made
 * of the general one, {@link #estimate(String, ToDoubleFunction)}.
 */
public final class Measurements {
  private final Design design;
  private final Map<String, List<Observation>> trials;
  private final Bootstrap bootstrap;
  private final int rounds;
  private final Map<Figure, NoiseFloor> floors = new HashMap<>();

  /**
   * Of whole rounds.
   *
   * @param trials by label, of each label as many
   */
  public Measurements(Design design, Map<String, List<Observation>> trials, Bootstrap bootstrap) {
    this.design = design;
    this.trials = trials;
    this.bootstrap = bootstrap;
    this.rounds = of(design.twice()).size();
  }

  /** The variants, and what else was planned. */
  public Design design() {
    return design;
  }

  /** How many rounds there are. */
  public int rounds() {
    return rounds;
  }

  /** The trials of a variant, in the order of the rounds. */
  public List<Observation> of(String arm) {
    List<Observation> found = trials.get(arm);
    if (found == null) {
      throw new IllegalArgumentException("no variant is named " + arm);
    }
    return found;
  }

  /** Some rounds, each maybe several times, as a resampling draws them. */
  public final class Draw {
    private final int[] drawn;

    private Draw(int[] drawn) {
      this.drawn = drawn;
    }

    /** A figure's values over the drawn trials of a variant. */
    public double[] values(String arm, Figure figure) {
      List<Observation> observations = of(arm);
      return Arrays.stream(drawn).mapToDouble(i -> observations.get(i).get(figure)).toArray();
    }

    /** Their median. */
    public double median(String arm, Figure figure) {
      return Sample.median(values(arm, figure));
    }

    /** Their sum. */
    public double sum(String arm, Figure figure) {
      return Arrays.stream(values(arm, figure)).sum();
    }

    /** Their mean. */
    public double mean(String arm, Figure figure) {
      return sum(arm, figure) / drawn.length;
    }

    /** The mean of a share, the median of anything else. */
    double usual(String arm, Figure figure) {
      return figure.isShare() ? mean(arm, figure) : median(arm, figure);
    }

    /**
     * How many times as large a figure of one variant is as that of another: by the medians over
     * the trials, or if the design is {@linkplain Design#inPairs paired}, by the geometric mean of
     * the rounds' ratios.
     */
    public double ratio(String arm, String other, Figure figure) {
      if (!design.paired()) {
        return quotient(median(arm, figure), median(other, figure));
      }
      double[] above = values(arm, figure);
      double[] below = values(other, figure);
      double logs = 0;
      for (int i = 0; i < drawn.length; i++) {
        logs += Math.log(quotient(above[i], below[i]));
      }
      return Math.exp(logs / drawn.length);
    }
  }

  /** Any figure of the rounds, with its interval. */
  public Estimate estimate(String unit, ToDoubleFunction<Draw> statistic) {
    return bootstrap.estimate(rounds, unit, drawn -> statistic.applyAsDouble(new Draw(drawn)));
  }

  /** The median over the trials of a variant. */
  public Estimate median(String arm, Figure figure) {
    return estimate(figure.unit(), draw -> draw.median(arm, figure));
  }

  /** The mean over the trials of a variant: for shares and counts, whose median is too coarse. */
  public Estimate mean(String arm, Figure figure) {
    return estimate(figure.unit(), draw -> draw.mean(arm, figure));
  }

  /** What tables show of a figure, with its noise. */
  public Estimate usual(String arm, Figure figure) {
    Estimate usual = estimate(figure.unit(), draw -> draw.usual(arm, figure));
    return usual.withNoise(noise(figure).in(usual));
  }

  /** How many times as large a figure of one variant is as that of another. */
  public Estimate ratio(String arm, String other, Figure figure) {
    return estimate("×", draw -> draw.ratio(arm, other, figure));
  }

  /** By how much a figure of one variant is more than that of another, as tables show them. */
  public Estimate difference(String arm, String other, Figure figure) {
    return estimate(figure.unit(), draw -> draw.usual(arm, figure) - draw.usual(other, figure));
  }

  /** Nothing against nothing is no difference. */
  private static double quotient(double a, double b) {
    return a == 0 && b == 0 ? 1 : a / b;
  }

  /** What a difference of a figure has to exceed to be told from none. */
  public NoiseFloor noise(Figure figure) {
    return floors.computeIfAbsent(
        figure,
        key -> hasRatio(key) ? NoiseFloor.ofRatio(again(key).measured()) : noiseOfDifference(key));
  }

  /** The same in the figure's unit, for what is itself a difference, or may be nothing. */
  public NoiseFloor noiseOfDifference(Figure figure) {
    String label = design.twice();
    return NoiseFloor.ofDifference(difference(label + Design.AGAIN, label, figure));
  }

  /** What the variant that ran twice came to against itself in a figure. */
  public SelfComparison again(Figure figure) {
    String label = design.twice();
    String again = label + Design.AGAIN;
    return hasRatio(figure)
        ? SelfComparison.of(label, figure.name(), ratio(again, label, figure), 1)
        : SelfComparison.of(label, figure.name(), difference(again, label, figure), 0);
  }

  /** A share is told in points; and of nothing, or less, nothing is a multiple. */
  private boolean hasRatio(Figure figure) {
    return !figure.isShare()
        && Stream.of(design.twice(), design.twice() + Design.AGAIN)
            .flatMap(label -> of(label).stream())
            .allMatch(observation -> observation.get(figure) > 0);
  }

  /** Puts a statement to the test. */
  public Check check(String name, String statement, Estimate measured) {
    return new Check(name, statement, measured);
  }

  /** A request of a variant whose time is the median of all. */
  public Choice atMedian(String arm) {
    return at(arm, 0.5);
  }

  /** One in the tail: at p99, or the slowest where there are fewer than a hundred. */
  public Choice inTail(String arm) {
    return at(arm, 0.99);
  }

  /** Of the round that comes nearest there to all rounds together. */
  private Choice at(String name, double quantile) {
    Arm arm = design.arms().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
    long all = latency(name).percentile(100 * quantile);
    int nearest =
        IntStream.range(0, rounds)
            .boxed()
            .min(
                Comparator.comparingLong(
                    i -> Math.abs(of(name).get(i).latency().percentile(100 * quantile) - all)))
            .orElse(0);
    return new Choice(arm, nearest, quantile, Optional.empty());
  }

  /** All latencies of a variant together. */
  public Distribution latency(String arm) {
    return of(arm).stream()
        .map(Observation::latency)
        .reduce(Distribution.empty(), Distribution::plus);
  }

  /** Trials of all variants that lie far out in a figure; they are in every estimate. */
  public long farOut(Figure figure) {
    return trials.values().stream()
        .filter(list -> list.getFirst().figures().containsKey(figure))
        .mapToLong(list -> Sample.farOut(list.stream().mapToDouble(o -> o.get(figure)).toArray()))
        .sum();
  }

  /** Whether all trials of a variant have a figure. */
  public boolean has(String arm, Figure figure) {
    return of(arm).stream().allMatch(observation -> observation.figures().containsKey(figure));
  }
}
