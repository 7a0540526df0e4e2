package fanout.lab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.result.Estimate;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BootstrapTest {
  private static final int RUNS = 400;
  private static final int RESAMPLES = 400;

  /** Where trials come from, with the truth about them. */
  enum Source {
    NORMAL {
      @Override
      double draw(Random random) {
        return 100 + 5 * random.nextGaussian();
      }

      @Override
      double median() {
        return 100;
      }
    },
    LOG_NORMAL {
      @Override
      double draw(Random random) {
        return Math.exp(random.nextGaussian());
      }

      @Override
      double median() {
        return 1;
      }
    },
    /** A quiet machine that now and then is not. */
    DISTURBED {
      @Override
      double draw(Random random) {
        double quiet = random.nextGaussian();
        return random.nextDouble() < 0.1 ? quiet + 50 : quiet;
      }

      @Override
      double median() {
        return 0.14;
      }
    };

    abstract double draw(Random random);

    abstract double median();
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void theIntervalOfAMedianHoldsTheTruthNinetyFiveTimesInAHundred(Source source) {
    for (int trials : new int[] {8, 21}) {
      int covered = 0;
      for (int run = 0; run < RUNS; run++) {
        double[] values = draws(source, trials, run);
        Estimate estimate =
            new Bootstrap(run, RESAMPLES)
                .estimate(trials, "ms", drawn -> Sample.median(pick(values, drawn)));
        covered += holds(estimate, source.median()) ? 1 : 0;
      }
      assertThat(covered)
          .as("of %d runs of %d trials", RUNS, trials)
          .isGreaterThanOrEqualTo(fewest(0.95));
    }
  }

  @Test
  void twoLabelsOfOneVariantDifferInAtMostFiveRunsInAHundred() {
    for (int trials : new int[] {8, 20}) {
      int claimed = 0;
      for (int run = 0; run < RUNS; run++) {
        double[] a = draws(Source.NORMAL, trials, 2L * run);
        double[] again = draws(Source.NORMAL, trials, 2L * run + 1);
        Estimate ratio =
            new Bootstrap(run, RESAMPLES)
                .estimate(
                    trials,
                    "×",
                    drawn -> Sample.median(pick(again, drawn)) / Sample.median(pick(a, drawn)));
        claimed += holds(ratio, 1) ? 0 : 1;
      }
      assertThat(claimed)
          .as("differences claimed in %d runs of %d trials", RUNS, trials)
          .isLessThanOrEqualTo(RUNS - fewest(0.95));
    }
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    double[] values = draws(Source.LOG_NORMAL, 15, 3);
    ToDoubleFunction<int[]> median = drawn -> Sample.median(pick(values, drawn));

    assertThat(new Bootstrap(1).estimate(15, "ms", median))
        .isEqualTo(new Bootstrap(1).estimate(15, "ms", median));
  }

  @Test
  void aSingleTrialHasAnIntervalWithoutLength() {
    Estimate estimate = new Bootstrap(1).estimate(1, "ms", drawn -> 7);

    assertThat(estimate).isEqualTo(new Estimate(7, 7, 7, "ms", 1));
  }

  @Test
  void whatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> new Bootstrap(1).estimate(3, "ms", drawn -> Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ms");
  }

  /**
   * The least count that a right share falls below once in a thousand times, by the binomial
   * distribution: a test that asked for 95 % exactly would fail every other time.
   */
  private static int fewest(double share) {
    return BinomialDistribution.of(RUNS, share).inverseCumulativeProbability(0.001);
  }

  private static double[] draws(Source source, int trials, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, trials).mapToDouble(i -> source.draw(random)).toArray();
  }

  private static double[] pick(double[] values, int[] drawn) {
    return IntStream.of(drawn).mapToDouble(i -> values[i]).toArray();
  }

  private static boolean holds(Estimate estimate, double truth) {
    return estimate.low() <= truth && truth <= estimate.high();
  }
}
