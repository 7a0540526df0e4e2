package fanout.benchmarks.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.benchmarks.hedge.Judgement.Verdict;
import fanout.runtime.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A small edition of the table in docs/hedging.md. */
class HedgeBarsTest {
  private static final HedgePolicy ADAPTIVE = Spec.parse(HedgePolicy.class, "adaptive");
  private static final double BUDGET = 0.15;

  private static List<Shape> shapes() {
    return Shape.all();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void adaptiveHedgingMissesNoBar(Shape shape) {
    Comparison comparison = Comparison.of(shape, ADAPTIVE, BUDGET, 3, 20_000);
    assertThat(comparison.judgements())
        .isNotEmpty()
        .noneMatch(judgement -> judgement.verdict() == Verdict.MISSED);
    assertThat(comparison.adaptive().p99()).isLessThan(comparison.of(Rival.NONE).p99());
    assertThat(HedgeReport.print(List.of(comparison), HedgeReport.Format.MARKDOWN))
        .contains("| shape ", "|---|---|--:|", "| " + shape.name());
  }

  @Test
  void aMachineBusyInStretchesDoesNotMakeASmallBudgetForgetHowToHedge() {
    Shape noisy = shapes().stream().filter(Shape::noisy).findFirst().orElseThrow();
    HedgePolicy small = Spec.parse(HedgePolicy.class, "adaptive(budget=10%)");
    Comparison comparison = Comparison.of(noisy, small, 0.1, 6, 20_000);
    // 1.8 when every stretch was taken for a change and nothing was hedged after each
    assertThat(comparison.judgements().getFirst().mean()).isLessThan(1.3);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void noThousandCallsCostMoreThanTheirShareAndTheBurst(Shape shape) {
    Run run = Simulation.run(new Workload(shape, 4, 20_000), ADAPTIVE);
    assertThat(run.worstLoad(1_000)).isBetween(0.03, BUDGET + 0.05); // a burst of 50
    assertThat(run.load()).isLessThanOrEqualTo(BUDGET);
  }
}
