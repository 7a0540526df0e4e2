package fanout.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import fanout.lab.report.ChangedResults;
import fanout.lab.report.SampleResults;
import fanout.lab.result.Better;
import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.runtime.spec.SpecException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  private static final Gate SPEED_UP = Gate.parse("speed-up of concurrent");

  @ParameterizedTest
  @CsvSource({
    // before [90, 110], noise 5
    "95, 115, LOWER, WITHIN_NOISE",
    "112, 130, LOWER, WITHIN_NOISE",
    "116, 130, LOWER, WORSE",
    "116, 130, HIGHER, BETTER",
    "116, 130, NEITHER, CHANGED",
    "70, 84, LOWER, BETTER",
    "70, 84, HIGHER, WORSE",
    "70, 86, HIGHER, WITHIN_NOISE",
  })
  void aFigureChangedIfItsIntervalsLieApartByMoreThanTheNoise(
      double low, double high, Better better, Change change) {
    Estimate before = new Estimate(100, 90, 110, "ms", 7, 5);
    Estimate after = new Estimate((low + high) / 2, low, high, "ms", 7, 3);
    assertThat(Change.of(before, after, better)).isEqualTo(change);
    assertThat(Change.of(before.withNoise(3), after.withNoise(5), better)).isEqualTo(change);
  }

  @Test
  void aRunAgainstItselfChangesNothing() {
    List<ExperimentResult> results =
        SampleResults.all().values().stream().filter(ExperimentResult::complete).toList();
    Comparison same = Comparison.of(results, results);
    assertThat(same.figures())
        .allSatisfy(figure -> assertThat(figure.change()).isEqualTo(Change.WITHIN_NOISE));
    assertThat(same.onlyBefore()).isEmpty();
    assertThat(same.onlyAfter()).isEmpty();
  }

  @Test
  void theLargerNoiseOfBothRunsCounts() {
    Comparison noisy =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 0.4)));
    Comparison quiet =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 0.02)));
    assertThat(noisy.of(SPEED_UP).getFirst().change()).isEqualTo(Change.WITHIN_NOISE);
    assertThat(quiet.of(SPEED_UP).getFirst().change()).isEqualTo(Change.WORSE);
    assertThat(quiet.of(SPEED_UP).getFirst().percent()).isBetween(-15.0, -14.0);
  }

  @Test
  void theCallerMaySayWhatIsBetter() {
    Comparison slower =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 0.02)));
    assertThat(slower.of(Gate.parse("dashboard: speed-up of concurrent:lower")).getFirst().change())
        .isEqualTo(Change.BETTER);
  }

  @Test
  void timesOfTheTableAreBetterLowAndRatesHigh() {
    ExperimentResult bars = SampleResults.bars();
    Comparison same = Comparison.of(List.of(bars), List.of(bars));
    assertThat(same.of(Gate.parse("concurrent / p99")).getFirst().better()).isEqualTo(Better.LOWER);
    assertThat(same.of(Gate.parse("concurrent / rate")).getFirst().better())
        .isEqualTo(Better.HIGHER);
  }

  @Test
  void aFigureThatNobodyKnowsTheBetterOfCannotBeAGate() {
    ExperimentResult sweep = SampleResults.sweep();
    Comparison same = Comparison.of(List.of(sweep), List.of(sweep));
    assertThatThrownBy(() -> same.of(Gate.parse("gain past the knee")))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("gain past the knee", ":lower", ":higher");
  }

  @Test
  void aGateThatNamesNothingOrWhatHasVanishedIsRefused() {
    Comparison half =
        Comparison.of(
            List.of(SampleResults.bars(), SampleResults.sweep()), List.of(SampleResults.bars()));
    assertThatThrownBy(() -> half.of(Gate.parse("speed")))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("'speed'", "dashboard: speed-up of concurrent");
    assertThatThrownBy(() -> half.of(Gate.parse("speed-up at the knee")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("the later run has too");
    assertThat(half.onlyBefore())
        .extracting(FigureChange.Key::experiment)
        .containsOnly("concurrency-sweep");
  }

  @Test
  void runsOfUnlikeExperimentsAreRefused() {
    assertThatThrownBy(
            () -> Comparison.of(List.of(SampleResults.bars()), List.of(SampleResults.sweep())))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("same experiments");
  }

  @Test
  void anExperimentThatARunHasTwiceIsRefused() {
    ExperimentResult bars = SampleResults.bars();
    assertThatThrownBy(() -> Comparison.of(List.of(bars), List.of(bars, bars)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("dashboard twice");
  }

  @Test
  void whatWasNotTheSameIsSaid() {
    Comparison stopped =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.elsewhere(SampleResults.bars(), "RISC-V")));
    assertThat(stopped.remarks())
        .containsExactly("dashboard: processor was AMD EPYC 7B13 and is RISC-V");
  }

  @Test
  void jsonNamesWhatGotWorse() {
    Comparison slower =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 0.02)));
    JsonObject json =
        JsonParser.parseString(CompareJson.of(slower, slower.findings())).getAsJsonObject();
    assertThat(json.getAsJsonArray("worse").get(0).getAsString())
        .isEqualTo("dashboard: speed-up of concurrent");
    JsonObject figure = json.getAsJsonArray("figures").get(0).getAsJsonObject();
    assertThat(figure.get("change").getAsString()).isEqualTo("worse");
    assertThat(figure.getAsJsonObject("before").get("low").getAsDouble()).isEqualTo(1.981);
  }
}
