package fanout.benchmarks.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.hedge.None;
import fanout.runtime.spec.Spec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final int CALLS = 10_000;

  private static List<Shape> shapes() {
    return Shape.all();
  }

  private static List<Shape> quiet() {
    return shapes().stream().filter(shape -> !shape.noisy()).toList();
  }

  private static HedgePolicy policy(String text) {
    return Spec.parse(HedgePolicy.class, text);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theSameSeedGivesTheSameRun(Shape shape) {
    Run first = Simulation.run(new Workload(shape, 1, CALLS), policy("adaptive"));
    Run again = Simulation.run(new Workload(shape, 1, CALLS), policy("adaptive"));
    Run other = Simulation.run(new Workload(shape, 2, CALLS), policy("adaptive"));
    assertThat(again.latencies()).isEqualTo(first.latencies());
    assertThat(again.hedges()).isEqualTo(first.hedges());
    assertThat(other.latencies()).isNotEqualTo(first.latencies());
  }

  @ParameterizedTest
  @MethodSource("quiet")
  void withoutHedgesLatencyIsTheModels(Shape shape) {
    Run run = Simulation.run(new Workload(shape, 1, CALLS), new None());
    double p99 = run.quantile(0.99, 0, CALLS);
    double below = 0;
    int parts = shape.phases().size() * Shape.REPLICAS;
    for (Shape.Phase phase : shape.phases()) {
      below += phase.replicas().stream().mapToDouble(model -> model.cdf(p99)).sum() / parts;
    }
    assertThat(below).isEqualTo(0.99, within(0.003));
    assertThat(run.load()).isZero();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theSearchForFixedDelaysPlaysThePolicy(Shape shape) {
    Workload workload = new Workload(shape, 1, CALLS);
    Run played = Simulation.run(workload, policy("fixed(after=30ms,hedges=2)"));
    Run computed = new FixedSearch(workload, 2).run(30_000_000);
    assertThat(computed.latencies()).isEqualTo(played.latencies());
    assertThat(Arrays.stream(computed.hedges()).sum())
        .isPositive()
        .isEqualTo(Arrays.stream(played.hedges()).sum());
  }

  @Test
  void theSearchFindsTheLeastDelayWithinTheLoad() {
    FixedSearch search = new FixedSearch(new Workload(Shape.all().getFirst(), 1, CALLS), 1);
    long delay = search.delay(0.08);
    assertThat(search.run(delay).load()).isLessThanOrEqualTo(0.08);
    assertThat(search.run(delay - 20_000).load()).isGreaterThan(0.08 - 1e-9);
  }

  @Test
  void foresightSpendsTheBudgetInEachPhaseAndNoMore() {
    Shape drifting = shape("drifting");
    Workload workload = new Workload(drifting, 1, CALLS);
    Run run = new FixedSearch(workload, 1).byPhase(0.15);
    int[] starts = workload.phaseStarts();
    assertThat(run.latencies()).hasSize(CALLS);
    for (int phase = 0; phase < 2; phase++) {
      double load = run.part(starts[phase], starts[phase + 1]).load();
      assertThat(load).isBetween(0.149, 0.15);
    }
  }

  @Test
  void noBudgetThatHoldsInEachHalfReachesTheFixedDelayThatSpendsItAllInTheSlowOne() {
    Workload workload = new Workload(shape("drifting"), 1, CALLS);
    FixedSearch search = new FixedSearch(workload, 1);
    Run fixed = search.run(search.delay(0.15));
    int[] starts = workload.phaseStarts();
    assertThat(fixed.part(starts[1], CALLS).load()).isGreaterThan(0.2);
    assertThat(search.byPhase(0.15).quantile(0.99, 0, CALLS))
        .isGreaterThan(fixed.quantile(0.99, 0, CALLS));
  }

  private static Shape shape(String name) {
    return shapes().stream().filter(shape -> shape.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void phasesShareARunEqually() {
    Shape outage = Shape.all().getLast();
    assertThat(outage.phases()).hasSize(3);
    int[] starts = new Workload(outage, 1, 30_000).phaseStarts();
    assertThat(starts).hasSize(4).startsWith(0).endsWith(30_000);
    assertThat(starts[1]).isBetween(9_500, 10_500);
    assertThat(starts[2]).isBetween(19_500, 20_500);
  }
}
