package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Metric.ALLOCATION;

import fanout.benchmarks.contender.Bare;
import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;

/**
 * What the aggregator's process allocates for one dashboard of three sections, beside what gRPC and
 * protobuf alone allocate for it.
 */
@Spec.Name(
    value = "allocation",
    doc = "what the aggregator's process allocates for a dashboard, 16 callers")
public record Allocation() implements Benchmark {
  private static final String OFF = "tracing off";
  private static final String ON = "tracing on";
  private static final String BARE = "bare fan-out";
  private static final String NO_RETRY = "bare fan-out without gRPC's own retries";
  private static final int CALLERS = 16;

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(30, OFF, "kB", ALLOCATION, round -> round.of(OFF)),
        Goal.atMost(42, ON, "kB", ALLOCATION, round -> round.of(ON)),
        Goal.low(BARE, "kB", ALLOCATION, round -> round.of(BARE)),
        Goal.low(NO_RETRY, "kB", ALLOCATION, round -> round.of(NO_RETRY)));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    return Arms.open(
        effort,
        Arm.saturated(OFF, new Fanout(Threads.EVENT_LOOP, Tracing.BUILT_IN)).callers(CALLERS),
        Arm.saturated(ON, new Fanout(Threads.EVENT_LOOP, Tracing.ALL)).callers(CALLERS),
        Arm.saturated(BARE, new Bare(true)).callers(CALLERS),
        Arm.saturated(NO_RETRY, new Bare(false)).callers(CALLERS));
  }
}
