package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.P50;

import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;

/** What a concurrent dashboard takes beyond its slowest backend, for one caller. */
@Spec.Name(
    value = "over-slowest",
    doc = "concurrent's p50 over what the slowest backend takes, one caller")
public record OverSlowest() implements Benchmark {
  private static final String TEN = "10ms";
  private static final String HUNDRED = "100ms";

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(1.06, TEN, RATIO, round -> round.of(TEN, P50) / 10_000),
        Goal.atMost(1.015, HUNDRED, RATIO, round -> round.of(HUNDRED, P50) / 100_000));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    Arm arm = new Arm(TEN, new Fanout(Threads.EVENT_LOOP, Tracing.BUILT_IN), TEN, "", 1);
    return Arms.open(effort, P50, arm, new Arm(HUNDRED, arm.contender(), HUNDRED, "", 1));
  }
}
