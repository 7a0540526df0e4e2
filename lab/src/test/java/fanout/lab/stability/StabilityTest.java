package fanout.lab.stability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.report.ChangedResults;
import fanout.lab.report.SampleResults;
import fanout.lab.report.StrainedResults;
import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.SelfComparison;
import fanout.lab.result.Verdict;
import fanout.runtime.spec.SpecException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StabilityTest {
  private static final SelfComparison LIKE = again(0.98, 1.02);
  private static final SelfComparison UNLIKE = again(1.01, 1.02);

  private static SelfComparison again(double low, double high) {
    return SelfComparison.of("concurrent", "p50", new Estimate(high, low, high, "×", 8), 1);
  }

  private static ExperimentResult run(long seed, Verdict verdict, SelfComparison again) {
    return ChangedResults.run(SampleResults.bars(), seed, verdict, again);
  }

  @Test
  void confirmedByOneAndRefutedByAnotherIsAFlip() {
    Stability stability =
        Stability.of(
            List.of(
                run(1, Verdict.CONFIRMED, LIKE),
                run(2, Verdict.INCONCLUSIVE, LIKE),
                run(3, Verdict.REFUTED, LIKE)));

    Repeated one = stability.experiments().getFirst();
    assertThat(one.findings().getFirst()).isEqualTo(new Tally("speed-up of concurrent", 1, 1, 1));
    assertThat(stability.flips()).containsExactly("dashboard: speed-up of concurrent");
    assertThat(stability.holds()).isFalse();
    assertThat(StabilityText.verdicts(stability)).contains("1 confirmed by one run and refuted");
  }

  @Test
  void aRunThatCannotTellContradictsNobody() {
    Stability stability =
        Stability.of(List.of(run(1, Verdict.REFUTED, LIKE), run(2, Verdict.INCONCLUSIVE, LIKE)));

    assertThat(stability.flips()).isEmpty();
    assertThat(stability.holds()).isTrue();
  }

  @Test
  void aComparisonClaimsADifferenceWhereItsIntervalLeavesOutNone() {
    assertThat(LIKE.differs()).isFalse();
    assertThat(UNLIKE.differs()).isTrue();
    assertThat(again(1, 1.1).differs()).as("an end at no difference holds it").isFalse();
    assertThat(again(0.9, 0.99).differs()).isTrue();
  }

  @Test
  void selfClaimsFailOnlyWhenChanceCannotExplainThem() {
    assertThat(claiming(0, 200).claimsTooMuch()).isFalse();
    assertThat(claiming(10, 200).claimsTooMuch()).as("5 % is what is allowed").isFalse();
    assertThat(claiming(16, 200).claimsTooMuch()).as("8 %, interval from 4.6 %").isFalse();
    assertThat(claiming(17, 200).claimsTooMuch()).as("8.5 %, interval from 5.03 %").isTrue();
    assertThat(StabilityText.selfClaims(claiming(16, 200)))
        .contains("16 of 200 (8.0 %, interval 4.6 % to 12.7 %)", "cannot tell it from 5 %");
    assertThat(StabilityText.selfClaims(claiming(10, 200))).contains("within the 5 %");
  }

  private static Stability claiming(int claims, int runs) {
    return Stability.of(
        IntStream.range(0, runs)
            .mapToObj(i -> run(i, Verdict.CONFIRMED, i < claims ? UNLIKE : LIKE))
            .toList());
  }

  @Test
  void runsThatDoNotBelongTogetherAreRefused() {
    refused("stopped half-way", StrainedResults.stopped());
    refused("seed 1 twice", run(1, Verdict.CONFIRMED, LIKE), run(1, Verdict.CONFIRMED, LIKE));
    refused("none");
  }

  private static void refused(String why, ExperimentResult... runs) {
    assertThatThrownBy(() -> Stability.of(List.of(runs)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(why);
  }

  @Test
  void thePageNamesEverySeedAndEveryStatement() {
    List<ExperimentResult> results =
        Stream.concat(
                LongStream.rangeClosed(3, 5).mapToObj(s -> run(s, Verdict.CONFIRMED, LIKE)),
                Stream.of(SampleResults.sweep()))
            .toList();

    String page = StabilityPage.markdown(Stability.of(results), results);

    assertThat(page)
        .contains(
            "seeds 3, 4, 5, 42",
            "No statement was confirmed by one run and refuted by another",
            "| dashboard | no | 3 | 3 | 0 | 0 | 0 of 3 |",
            "./fanout run dashboard",
            "AMD EPYC");
    SampleResults.sweep().measured().forEach(f -> assertThat(page).contains(f.name()));
  }
}
