package fanout.backend.latency;

import static fanout.backend.latency.Models.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.ParetoDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models beside another implementation of the same distribution, or figures from a table. */
class ReferenceTest {
  private static final double MS = 1e6;

  /** From tables, such as Abramowitz and Stegun 26.2: Φ⁻¹(0.99). */
  private static final double Z99 = 2.326347874;

  static Stream<Arguments> references() {
    double sigma = Math.log(6) / Z99;
    return Stream.of(
        arguments("uniform(2ms,8ms)", UniformContinuousDistribution.of(2 * MS, 8 * MS)),
        arguments(
            "normal(20ms,5ms)",
            TruncatedNormalDistribution.of(20 * MS, 5 * MS, 0, Double.POSITIVE_INFINITY)),
        arguments(
            "normal(5ms,10ms)",
            TruncatedNormalDistribution.of(5 * MS, 10 * MS, 0, Double.POSITIVE_INFINITY)),
        arguments("lognormal(20ms,120ms)", LogNormalDistribution.of(Math.log(20 * MS), sigma)),
        arguments(
            "lognormal(mean=30ms,sigma=0.8)",
            LogNormalDistribution.of(Math.log(30 * MS) - 0.32, 0.8)),
        arguments("exponential(20ms)", ExponentialDistribution.of(20 * MS)),
        arguments("pareto(5ms,2.5)", ParetoDistribution.of(5 * MS, 2.5)),
        // Three percentiles of a lognormal distribution give back that distribution.
        arguments(
            "percentiles(20ms,53666382ns,120ms)",
            LogNormalDistribution.of(Math.log(20 * MS), sigma)));
  }

  @ParameterizedTest
  @MethodSource("references")
  void agreesWithTheReference(String text, ContinuousDistribution reference) {
    LatencyModel model = model(text);
    assertThat(model.meanNanos()).isCloseTo(reference.getMean(), within(1e-4 * model.meanNanos()));
    DoubleStream.of(1e-4, 0.01, 0.3, 0.5, 0.9, 0.99, 0.9999)
        .forEach(
            p -> {
              double x = reference.inverseCumulativeProbability(p);
              assertThat(model.quantileNanos(p)).isCloseTo(x, within(1e-4 * x));
              assertThat(model.cdf(x)).isCloseTo(p, within(1e-4 * p));
            });
  }

  @ParameterizedTest
  @MethodSource("references")
  void drawsFollowTheReference(String text, ContinuousDistribution reference) {
    LatencyModel model = model(text);
    SplittableRandom random = new SplittableRandom(7);
    double[] draws = DoubleStream.generate(() -> model.drawNanos(random)).limit(20_000).toArray();
    // A correct model would fail with probability 1e-4; the seed is fixed, so it is once for all.
    assertThat(
            KolmogorovSmirnovTest.withDefaults()
                .test(draws, reference::cumulativeProbability)
                .getPValue())
        .isGreaterThan(1e-4);
  }

  @Test
  void percentilesGoThroughTheirPoints() {
    for (String max : new String[] {"", ",max=200ms", ",max=1s"}) {
      LatencyModel model = model("percentiles(p50=10ms,p90=30ms,p99=200ms%s)".formatted(max));
      assertThat(model.quantileNanos(0.5)).isCloseTo(10 * MS, within(1.0));
      assertThat(model.quantileNanos(0.9)).isCloseTo(30 * MS, within(1.0));
      assertThat(model.quantileNanos(0.99)).isCloseTo(200 * MS, within(1.0));
    }
  }

  @Test
  void aCapBoundsWhatALaxTailWouldGive() {
    assertThat(model("percentiles(10ms,30ms,200ms,250ms)").quantileNanos(1)).isEqualTo(250 * MS);
    assertThat(model("pareto(min=5ms,alpha=1,cap=2s)").quantileNanos(1)).isEqualTo(2000 * MS);
  }

  @Test
  void theMeanOfParetoWithACapIsContinuousAtAlphaOne() {
    double at =
        new Pareto(Duration.ofMillis(5), 1, java.util.Optional.of(Duration.ofSeconds(2)))
            .meanNanos();
    assertThat(at).isCloseTo(5 * MS * (1 + Math.log(400)), within(1.0));
    assertThat(model("pareto(min=5ms,alpha=1.0000001,cap=2s)").meanNanos())
        .isCloseTo(at, within(1e-5 * at));
  }

  @Test
  void fivePercentOfCallsTenTimesSlower() {
    LatencyModel mix = model("95%:5ms|5%:scaled(5ms,10)");
    assertThat(mix.meanNanos()).isCloseTo(7.25 * MS, within(1.0));
    assertThat(mix.quantileNanos(0.95)).isEqualTo(5 * MS);
    assertThat(mix.quantileNanos(0.951)).isCloseTo(50 * MS, within(1.0));
  }

  @Test
  void changingOnePartOfAMixtureLeavesTheCallsOfTheOthers() {
    LatencyModel before = model("95%:exponential(5ms)|5%:50ms");
    LatencyModel after = model("95%:exponential(5ms)|5%:80ms");
    for (int seed = 0; seed < 1_000; seed++) {
      long was = before.drawNanos(new SplittableRandom(seed));
      long is = after.drawNanos(new SplittableRandom(seed));
      assertThat(is).isEqualTo(was == 50 * MS ? 80 * (long) MS : was);
    }
  }
}
