package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.CPU;
import static fanout.benchmarks.bench.Metric.THROUGHPUT;

import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;

/**
 * Handlers and callbacks on event loops against gRPC's usual hand-over to a pool: in the aggregator
 * alone, then in the backends as well, which are in the harness and use the same cores.
 */
@Spec.Name(
    value = "direct-executors",
    doc = "event loops against gRPC's default executor, no delay, 64 callers")
public record DirectExecutors() implements Benchmark {
  private static final String DIRECT = "event-loop";
  private static final String POOL = "pool";
  private static final String POOLS = "pool, backends' too";

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(2.2, "throughput", RATIO, THROUGHPUT, round -> round.ratio(DIRECT, POOL)),
        Goal.atLeast(
            2.2,
            "throughput, backends' too",
            RATIO,
            THROUGHPUT,
            round -> round.ratio(DIRECT, POOLS)),
        Goal.low("CPU a request", RATIO, CPU, round -> round.ratio(DIRECT, POOL)));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    return Arms.open(
        effort,
        Arm.saturated(DIRECT, new Fanout(Threads.EVENT_LOOP, Tracing.NONE)),
        Arm.saturated(POOL, new Fanout(Threads.POOL, Tracing.NONE)),
        Arm.saturated(POOLS, new Fanout(Threads.POOL, Tracing.NONE))
            .behind(new Behind.Recorded(Threads.POOL)));
  }
}
