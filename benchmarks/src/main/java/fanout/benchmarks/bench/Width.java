package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.ALLOCATION;
import static fanout.benchmarks.bench.Metric.CPU;
import static fanout.benchmarks.bench.Metric.P50;

import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;

/** Whether a call costs more in a wide request than in a narrow one. */
@Spec.Name(
    value = "width",
    doc = "cost of each of 300 calls in one request against each of 30, 4 callers")
public record Width() implements Benchmark {
  private static final String NARROW = "30 calls";
  private static final String WIDE = "300 calls";
  private static final double TIMES_WIDER = 10;
  private static final int CALLERS = 4;

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(1, "CPU a call", RATIO, CPU, round -> round.ratio(WIDE, NARROW) / TIMES_WIDER),
        Goal.low(
            "allocated a call",
            RATIO,
            ALLOCATION,
            round -> round.ratio(WIDE, NARROW) / TIMES_WIDER),
        Goal.low("p50 a call", RATIO, P50, round -> round.ratio(WIDE, NARROW) / TIMES_WIDER));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    Arm arm =
        Arm.saturated(NARROW, new Fanout(Threads.EVENT_LOOP, Tracing.BUILT_IN))
            .behind(new Behind.Simulated("0ms"))
            .callers(CALLERS);
    return Arms.open(
        effort,
        arm.plan("each:shards=10"),
        new Arm(WIDE, arm.contender(), arm.behind(), "each:shards=100", CALLERS));
  }
}
