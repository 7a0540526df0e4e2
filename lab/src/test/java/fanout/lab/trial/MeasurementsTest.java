package fanout.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fanout.lab.result.Estimate;
import fanout.lab.stats.Bootstrap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private static final Figure TIME = new Figure("time", "ms");

  @Test
  void aRatioIsThatOfTheMedians() {
    Estimate ratio =
        measured(design(), new double[] {6, 60, 6}, new double[] {2, 3, 30}).ratio("a", "b", TIME);

    assertThat(ratio.value()).isCloseTo(2, within(1e-9));
  }

  @Test
  void inPairsItIsTheGeometricMeanOfTheRounds() {
    Estimate ratio =
        measured(design().inPairs(), new double[] {4, 12, 4}, new double[] {2, 2, 1})
            .ratio("a", "b", TIME);

    assertThat(ratio.value()).isCloseTo(Math.cbrt(2 * 6 * 4), within(1e-9));
  }

  @Test
  void whatAllVariantsOfARoundShareIsNotInAPairedRatio() {
    double[] phases = {1, 10, 1, 10, 10, 1, 10, 1};
    double[] threefold = Arrays.stream(phases).map(x -> 3 * x).toArray();

    Estimate paired = measured(design().inPairs(), threefold, phases).ratio("a", "b", TIME);
    Estimate medians = measured(design(), threefold, phases).ratio("a", "b", TIME);

    assertThat(List.of(paired.low(), paired.value(), paired.high()))
        .allSatisfy(end -> assertThat(end).isCloseTo(3, within(1e-9)));
    assertThat(medians.value()).isCloseTo(3, within(1e-9));
  }

  @Test
  void theNoiseFloorIsOfTheSameKindAsTheComparison() {
    double[] one = {1, 1, 1, 4, 4};
    double[] again = {1, 1, 4, 4, 4};
    Map<String, List<Observation>> trials =
        Map.of("a", trials(one), "a" + Design.AGAIN, trials(again), "b", trials(one));

    assertThat(self(design(), trials))
        .as("one middle against the other")
        .isCloseTo(4, within(1e-9));
    assertThat(self(design().inPairs(), trials))
        .as("one round of five")
        .isCloseTo(Math.pow(4, 0.2), within(1e-9));
  }

  @Test
  void whatMayBeNothingIsComparedWithItselfByItsDifference() {
    double[] one = {-3, 0, 1, 2, 2};
    Map<String, List<Observation>> trials =
        Map.of("a", trials(one), "a" + Design.AGAIN, trials(new double[] {4, 4, 4, 4, 4}));
    for (Design design : List.of(design(), design().inPairs())) {
      Measurements measured = new Measurements(design, trials, new Bootstrap(1));

      assertThat(measured.again(TIME).measured().value()).as("4 − 1").isEqualTo(3);
      assertThat(measured.again(TIME).measured().unit()).isEqualTo("ms");
      assertThat(measured.again(TIME).differs()).isTrue();
      assertThat(measured.noise(TIME).absolute()).isTrue();
      assertThat(measured.usual("a", TIME).noise()).isEqualTo(measured.noise(TIME).size());
    }
  }

  @Test
  void theNoiseOfAFigureIsInItsOwnUnit() {
    double[] again = {12, 12, 12, 12, 12, 12};
    double[] ten = {10, 10, 10, 10, 10, 10};
    Map<String, List<Observation>> trials =
        Map.of("a", trials(ten), "a" + Design.AGAIN, trials(again), "b", trials(again));
    Measurements measured = new Measurements(design(), trials, new Bootstrap(1));

    assertThat(measured.usual("b", TIME).noise())
        .as("a fifth of 12 ms")
        .isCloseTo(2.4, within(1e-9));
    assertThat(
            measured
                .check("b", "b is noisy.", measured.ratio("b", "a", TIME))
                .noise(measured.noise(TIME))
                .atLeast(1)
                .measured()
                .noise())
        .as("a fifth of 1.2×")
        .isCloseTo(0.24, within(1e-9));
  }

  private static double self(Design design, Map<String, List<Observation>> trials) {
    return new Measurements(design, trials, new Bootstrap(1)).again(TIME).measured().value();
  }

  private static Design design() {
    Trial none = bench -> Observation.EMPTY;
    return Design.of(3).arm("a", none).arm("b", none);
  }

  private static Measurements measured(Design design, double[] a, double[] b) {
    return new Measurements(
        design,
        Map.of("a", trials(a), "a" + Design.AGAIN, trials(a), "b", trials(b)),
        new Bootstrap(1));
  }

  private static List<Observation> trials(double[] values) {
    return Arrays.stream(values).mapToObj(value -> Observation.of(TIME, value)).toList();
  }
}
