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
import fanout.lab.result.Finding;
import fanout.lab.result.SelfComparison;
import fanout.lab.result.Verdict;
import fanout.runtime.spec.SpecException;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
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
    Estimate before = new Estimate(100, 90, 110, "ms", 7);
    Estimate after = new Estimate((low + high) / 2, low, high, "ms", 7);
    assertThat(Change.of(before, after, better, 5)).isEqualTo(change);
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
  void theLargerNoiseFloorOfBothRunsCounts() {
    Comparison noisy =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 20)));
    Comparison quiet =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 1)));
    assertThat(noisy.of(SPEED_UP).getFirst().change()).isEqualTo(Change.WITHIN_NOISE);
    assertThat(quiet.of(SPEED_UP).getFirst().change()).isEqualTo(Change.WORSE);
    assertThat(quiet.of(SPEED_UP).getFirst().percent()).isBetween(-15.0, -14.0);
  }

  @Test
  void aFloorInPointsSaysNothingOfATime() {
    ExperimentResult before = price(new Estimate(26.06, 25.97, 26.14, "ms", 6));
    Comparison like =
        Comparison.of(List.of(before), List.of(price(new Estimate(26.3, 26.2, 26.4, "ms", 6))));
    Comparison dear =
        Comparison.of(List.of(before), List.of(price(new Estimate(30, 29.8, 30.2, "ms", 6))));
    assertThat(like.findings().getFirst().change()).isEqualTo(Change.WITHIN_NOISE);
    assertThat(dear.findings().getFirst().change()).isEqualTo(Change.WORSE);
    assertThat(like.remarks())
        .singleElement()
        .asString()
        .contains("no noise floor of its kind", "a tenth was assumed", "price of awaiting");
  }

  private static ExperimentResult price(Estimate measured) {
    Estimate again = new Estimate(0, 0, 0, "%", 6);
    return result(
        "price of awaiting",
        measured,
        Better.LOWER,
        0,
        SelfComparison.of("in a forked context", "completed", again, 0));
  }

  @Test
  void aRelativeFloorIsNotOneInPoints() {
    SelfComparison again =
        SelfComparison.of("limit of 60 ms", "p99", new Estimate(1, 0.9, 1.15, "×", 9), 1);
    Comparison fewer = cost(again, new Estimate(80, 79, 81, "%", 9));
    assertThat(fewer.findings().getFirst().change()).isEqualTo(Change.WORSE);
    assertThat(fewer.findings().getFirst().noise()).isBetween(0.76, 0.78);
    assertThat(fewer.remarks())
        .singleElement()
        .asString()
        .contains("no noise floor of its kind", "what it costs");
    Comparison like = cost(again, new Estimate(91.2, 90.9, 91.4, "%", 9));
    assertThat(like.findings().getFirst().change()).isEqualTo(Change.WITHIN_NOISE);
  }

  @Test
  void aFloorOfUnknownKindIsTakenForAnyFigureAndThatIsSaid() {
    Comparison old = cost(null, new Estimate(80, 79, 81, "%", 9));
    assertThat(old.findings().getFirst().noise()).isEqualTo(15);
    assertThat(old.remarks())
        .hasSize(2)
        .allSatisfy(
            remark -> assertThat(remark).contains("does not say what its noise floor is of"));
  }

  private static Comparison cost(@Nullable SelfComparison again, Estimate after) {
    Estimate before = new Estimate(92.3, 91.5, 93, "%", 9);
    return Comparison.of(
        List.of(result("what it costs", before, Better.HIGHER, 15, again)),
        List.of(result("what it costs", after, Better.HIGHER, 15, again)));
  }

  /** Of one finding and no table. */
  private static ExperimentResult result(
      String name, Estimate measured, Better better, double floor, @Nullable SelfComparison again) {
    ExperimentResult bars = SampleResults.bars();
    Finding finding =
        new Finding(
            name,
            bars.claim(),
            measured,
            better,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Verdict.CONFIRMED,
            "");
    return new ExperimentResult(
        bars.schema(),
        bars.experiment(),
        bars.question(),
        bars.claim(),
        bars.source(),
        bars.prediction(),
        bars.method(),
        bars.seed(),
        new Estimate(floor, 0, floor, "%", measured.trials()),
        again,
        List.of(finding),
        bars.verdict(),
        bars.answer(),
        bars.meaning(),
        List.of(),
        bars.charts(),
        bars.traces(),
        bars.environment(),
        bars.command(),
        bars.started(),
        bars.seconds(),
        bars.complete());
  }

  @Test
  void theCallerMaySayWhatIsBetter() {
    Comparison slower =
        Comparison.of(
            List.of(SampleResults.bars()),
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 1)));
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
            List.of(ChangedResults.with(SampleResults.bars(), 1.7, 1)));
    JsonObject json =
        JsonParser.parseString(CompareJson.of(slower, slower.findings())).getAsJsonObject();
    assertThat(json.getAsJsonArray("worse").get(0).getAsString())
        .isEqualTo("dashboard: speed-up of concurrent");
    JsonObject figure = json.getAsJsonArray("figures").get(0).getAsJsonObject();
    assertThat(figure.get("change").getAsString()).isEqualTo("worse");
    assertThat(figure.getAsJsonObject("before").get("low").getAsDouble()).isEqualTo(1.981);
  }
}
