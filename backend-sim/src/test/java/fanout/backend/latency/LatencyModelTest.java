package fanout.backend.latency;

import static fanout.backend.latency.Models.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fanout.runtime.spec.Spec;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every model. */
class LatencyModelTest {
  /** A correct model fails a test of ours with this probability; seeds are fixed, so it is once. */
  private static final double FALSE_ALARM = 1e-4;

  private static final int DRAWS = 20_000;

  static Stream<String> texts() {
    return Models.texts();
  }

  static Stream<String> all() {
    return Stream.concat(Models.texts(), Models.extremes());
  }

  @Test
  void everyPermittedModelIsAmongTheSamples() {
    Set<Class<?>> sampled = texts().map(text -> model(text).getClass()).collect(Collectors.toSet());
    assertThat(sampled).containsExactlyInAnyOrder(LatencyModel.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("all")
  void readsBackWhatItPrints(String text) {
    LatencyModel model = model(text);
    assertThat(model(Spec.print(model))).isEqualTo(model);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void theSamplesAreWrittenInCanonicalForm(String text) {
    assertThat(Spec.print(model(text))).isEqualTo(text);
  }

  /**
   * Probability integral transform: {@code cdf(draw)} is uniform. Where the distribution has an
   * atom, a uniform share of its height is added (Rüschendorf, J. Stat. Plan. Inference 139, 2009).
   */
  @ParameterizedTest
  @MethodSource("texts")
  void drawsFollowTheDistributionFunction(String text) {
    LatencyModel model = model(text);
    RandomGenerator random = new SplittableRandom(20_26);
    double[] transformed =
        IntStream.range(0, DRAWS)
            .mapToDouble(
                i -> {
                  long draw = model.drawNanos(random);
                  double below = model.cdf(draw - 0.5);
                  return below + random.nextDouble() * (model.cdf(draw + 0.5) - below);
                })
            .toArray();
    assertThat(KolmogorovSmirnovTest.withDefaults().test(transformed, u -> u).getPValue())
        .isGreaterThan(FALSE_ALARM);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void theQuantileIsTheLeastLatencyThatReachesItsShare(String text) {
    LatencyModel model = model(text);
    for (double p : new double[] {1e-6, 0.01, 0.1, 0.25, 0.5, 0.7, 0.9, 0.95, 0.97, 0.99, 0.9999}) {
      double quantile = model.quantileNanos(p);
      assertThat(model.cdf(quantile * (1 + 1e-9))).isGreaterThanOrEqualTo(p);
      assertThat(model.cdf(quantile * (1 - 1e-9) - 1e-3)).isLessThanOrEqualTo(p);
    }
  }

  /** {@code E X = ∫ P(X > x) dx}, with {@code x = exp t}, by the trapezoidal rule. */
  @ParameterizedTest
  @MethodSource("texts")
  void theMeanIsTheIntegralOfTheSurvivalFunction(String text) {
    LatencyModel model = model(text);
    double step = 1e-3;
    double sum = 0;
    for (double t = -5; t < 60; t += step) {
      double x = Math.exp(t);
      sum += (1 - model.cdf(x)) * x * step;
    }
    assertThat(model.meanNanos()).isCloseTo(sum, within(0.002 * sum + 0.01));
  }

  @ParameterizedTest
  @MethodSource("all")
  void drawsAndFiguresStayWithinBoundsAtBothEndsOfTheUniform(String text) {
    LatencyModel model = model(text);
    long longest = LatencyModel.LONGEST.toNanos();
    for (double u : new double[] {0, Double.MIN_VALUE, 0.5, 1 - 0x1p-53}) {
      assertThat(model.drawNanos(always(u))).isBetween(0L, longest);
      assertThat(model.quantileNanos(u)).isNotNaN().isNotNegative();
    }
    for (double x : new double[] {-1, 0, 1, 1e6, 1e300}) {
      assertThat(model.cdf(x)).isBetween(0.0, 1.0);
    }
    assertThat(model.quantileNanos(1)).isNotNaN();
    assertThat(model.meanNanos()).isFinite().isNotNegative();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aLargerUniformNeverGivesAShorterLatency(String text) {
    LatencyModel model = model(text);
    assertThat(IntStream.range(0, 2_000).mapToObj(i -> model.quantileNanos(i / 2_000.0)))
        .isSorted();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theDistributionFunctionNeverFalls(String text) {
    LatencyModel model = model(text);
    assertThat(IntStream.range(0, 600).mapToObj(i -> model.cdf(Math.exp(i / 10.0)))).isSorted();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyModelHasAHelpLine(String text) {
    String name = model(text).getClass().getAnnotation(Spec.Name.class).value();
    assertThat(Spec.variants(LatencyModel.class))
        .filteredOn(variant -> variant.name().equals(name))
        .singleElement()
        .satisfies(variant -> assertThat(variant.doc()).isNotBlank());
  }

  private static RandomGenerator always(double u) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return (long) (u * 0x1p53) << 11;
      }

      @Override
      public double nextDouble() {
        return u;
      }
    };
  }
}
