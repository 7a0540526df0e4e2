package fanout.aggregator.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.DDSketch;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SurvivalTest {
  private final DDSketch answered = LatencyWindow.sketch();
  private final DDSketch cut = LatencyWindow.sketch();

  private Survival curve() {
    return new Survival(answered, cut);
  }

  private static Survival uncut(int n, long seed, DoubleUnaryOperator quantile) {
    SplittableRandom random = new SplittableRandom(seed);
    DDSketch answered = LatencyWindow.sketch();
    for (int i = 0; i < n; i++) {
      answered.accept(quantile.applyAsDouble(random.nextDouble()));
    }
    return new Survival(answered, LatencyWindow.sketch());
  }

  private static double exponential(double u) {
    return -10e6 * Math.log1p(-u);
  }

  @Test
  void ofNothingEveryTimeIsOutlasted() {
    assertThat(curve().at(1e9)).isEqualTo(1);
    assertThat(curve().total()).isZero();
  }

  @Test
  void followsTheTextbookExample() {
    // Six attempts: answers at 1, 3 and 4 s, cut short at 2, 3.5 and 5 s.
    for (double answer : new double[] {1e9, 3e9, 4e9}) {
      answered.accept(answer);
    }
    for (double end : new double[] {2e9, 3.5e9, 5e9}) {
      cut.accept(end);
    }
    assertThat(curve().at(0.9e9)).isEqualTo(1);
    assertThat(curve().at(1.1e9)).isEqualTo(5.0 / 6, within(1e-12));
    assertThat(curve().at(3.2e9)).isEqualTo(5.0 / 6 * 3 / 4, within(1e-12));
    assertThat(curve().at(4.2e9)).isEqualTo(5.0 / 6 * 3 / 4 * 1 / 2, within(1e-12));
    assertThat(curve().at(60e9)).isEqualTo(curve().at(5e9)).isPositive();
  }

  @Test
  void isWithinTheSketchsErrorOfTheTruth() {
    Survival curve = uncut(200_000, 1, SurvivalTest::exponential);
    for (double t = 1e6; t < 60e6; t += 1e6) {
      assertThat(curve.at(t)).isEqualTo(Math.exp(-t / 10e6), within(0.005));
    }
  }

  @Test
  void losersCutShortDoNotBiasItAndToDropThemWould() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200_000; i++) {
      double first = exponential(random.nextDouble());
      double hedge = exponential(random.nextDouble());
      double cutAt = 15e6 + hedge; // a hedge at 15 ms that wins then
      (first <= cutAt ? answered : cut).accept(Math.min(first, cutAt));
    }
    double truth = Math.exp(-2.5); // at 25 ms
    assertThat(curve().at(25e6)).isEqualTo(truth, within(0.04 * truth));
    assertThat(new Survival(answered, LatencyWindow.sketch()).at(25e6)).isLessThan(0.8 * truth);
  }

  @Test
  void tellsAShiftFromChance() {
    Survival base = uncut(4_000, 3, SurvivalTest::exponential);
    for (int seed = 10; seed < 60; seed++) {
      assertThat(uncut(128, seed, SurvivalTest::exponential).differsFrom(base)).isFalse();
      assertThat(uncut(128, seed, u -> 3 * exponential(u)).differsFrom(base)).isTrue();
    }
  }

  @Test
  void theMeanLogarithmRanksByBodyAndTail() {
    assertThat(uncut(100_000, 5, u -> 7e6 + 2e6 * u).meanLog(1e9))
        .isEqualTo(Math.log(8e6), within(0.01));
    Survival steady = uncut(4_000, 6, u -> 8e6 + 2e6 * u);
    Survival straggling = uncut(4_000, 7, u -> u < 0.8 ? 8e6 + 2e6 * u : 200e6);
    Survival shifted = uncut(4_000, 8, u -> 10e6 + 2e6 * u);
    assertThat(steady.meanLog(12e6)).isLessThan(straggling.meanLog(12e6));
    assertThat(steady.meanLog(12e6)).isLessThan(shifted.meanLog(12e6));
  }

  @Test
  void nothingDiffersFromNothing() {
    assertThat(curve().differsFrom(curve())).isFalse();
    assertThat(uncut(128, 4, SurvivalTest::exponential).differsFrom(curve())).isFalse();
  }
}
