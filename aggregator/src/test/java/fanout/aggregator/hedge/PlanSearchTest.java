package fanout.aggregator.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import com.datadoghq.sketch.ddsketch.DDSketch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanSearchTest {
  private static final double MS = 1e6;

  private static Survival curve(DoubleUnaryOperator quantile) {
    SplittableRandom random = new SplittableRandom(1);
    DDSketch answered = LatencyWindow.sketch();
    for (int i = 0; i < 50_000; i++) {
      answered.accept(quantile.applyAsDouble(random.nextDouble()));
    }
    return new Survival(answered, LatencyWindow.sketch());
  }

  private static Survival exponential(double mean) {
    return curve(u -> -mean * Math.log1p(-u));
  }

  /** 93 % at 8 to 12 ms, 7 % at 80 to 120 ms. */
  private static Survival bimodal() {
    return curve(u -> u < 0.93 ? (8 + 4 * u / 0.93) * MS : (80 + 40 * (u - 0.93) / 0.07) * MS);
  }

  private static Race race(double weight, Survival... attempts) {
    return new Race(weight, attempts);
  }

  private static double[] one(double allowed, Survival... attempts) {
    return PlanSearch.best(List.of(race(1, attempts)), allowed)[0];
  }

  @Test
  void latenciesWithoutATailAreLeftAlone() {
    Survival constant = curve(u -> 10 * MS);
    assertThat(one(0.1, constant, constant, constant)).containsOnly(Race.NEVER);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.08, 0.1, 0.15, 0.3})
  void hedgesAtTheKneeWhateverTheQuantileThatTheBudgetWouldPayFor(double allowed) {
    Survival modes = bimodal();
    double[] delays = one(allowed, modes, modes);
    assertThat(delays[0]).isBetween(11 * MS, 13 * MS);
    assertThat(race(1, modes, modes).load(delays)).isLessThanOrEqualTo(0.11);
  }

  @Test
  void aSingleHedgeWithoutAKneeSpendsWhatIsAllowed() {
    Survival memoryless = exponential(10 * MS);
    double[] delays = one(0.1, memoryless, memoryless);
    assertThat(delays[0]).isBetween(0.98 * 23.03 * MS, 1.05 * 23.03 * MS); // -10 ms · ln 0.1
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05, 0.1, 0.2, 0.5})
  void neverPlansForMoreThanIsAllowed(double allowed) {
    for (Survival curve : List.of(exponential(10 * MS), bimodal())) {
      Race race = race(1, curve, curve, curve, curve);
      double[] delays = PlanSearch.best(List.of(race), allowed)[0];
      assertThat(race.load(delays)).isLessThanOrEqualTo(allowed);
      assertThat(delays).isSorted();
    }
  }

  @Test
  void aSecondHedgeIsPlannedWhereOneLeavesATail() {
    Survival modes = bimodal();
    assertThat(one(0.15, modes, modes, modes)[1]).isBetween(11 * MS, 40 * MS);
  }

  @Test
  void twoHedgesAreNoWorseThanAnyPairOnAGrid() {
    Survival curve = exponential(10 * MS);
    Race race = race(1, curve, curve, curve);
    double found = cost(race, PlanSearch.best(List.of(race), 0.1)[0]);
    for (double first = 5 * MS; first < 40 * MS; first += MS) {
      for (double second = first; second < 60 * MS; second += MS) {
        double[] delays = {first, second};
        if (race.load(delays) <= 0.1) {
          assertThat(found).isLessThan(cost(race, delays) + 0.005);
        }
      }
    }
  }

  private static double cost(Race race, double[] delays) {
    return 0.75 * Math.log(quantile(race, delays, 0.01))
        + 0.25 * Math.log(quantile(race, delays, 0.001))
        + Math.log1p(race.load(delays));
  }

  private static double quantile(Race race, double[] delays, double level) {
    double t = MS;
    while (race.outlasts(delays, t) > level) {
      t *= 1.002;
    }
    return t;
  }

  @Test
  void theBudgetGoesToTheRaceWhoseTailItShortens() {
    Survival fast = curve(u -> (8 + 4 * u) * MS);
    Survival slow = bimodal();
    Race steady = race(2.0 / 3, fast, fast);
    double[][] delays = PlanSearch.best(List.of(steady, race(1.0 / 3, slow, fast)), 0.05);
    assertThat(steady.load(delays[0])).isLessThan(0.01);
    assertThat(delays[1][0]).isBetween(11 * MS, 13 * MS);
  }

  @Test
  void isDeterministic() {
    Survival curve = exponential(10 * MS);
    assertThat(Arrays.toString(one(0.1, curve, curve, curve)))
        .isEqualTo(Arrays.toString(one(0.1, curve, curve, curve)));
  }
}
