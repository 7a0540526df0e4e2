package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.CPU;
import static fanout.benchmarks.bench.Metric.THROUGHPUT;

import fanout.benchmarks.contender.Bare;
import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;

/** What sections, policies, budget and the telling of it cost. */
@Spec.Name(
    value = "against-bare",
    doc = "the aggregator against three asynchronous stubs and nothing else, 64 callers")
public record AgainstBare() implements Benchmark {
  private static final String FANOUT = "aggregator";
  private static final String BARE = "bare";

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(0.85, "throughput", RATIO, THROUGHPUT, round -> round.ratio(FANOUT, BARE)),
        Goal.low("CPU a request", RATIO, CPU, round -> round.ratio(FANOUT, BARE)));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    return Arms.open(
        effort,
        Arm.saturated(FANOUT, new Fanout(Threads.EVENT_LOOP, Tracing.NONE)),
        Arm.saturated(BARE, new Bare(true)));
  }
}
