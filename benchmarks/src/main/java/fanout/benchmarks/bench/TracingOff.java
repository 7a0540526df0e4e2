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
 * What telemetry costs where no span is made. As shipped, without an exporter, there are metrics
 * and no tracing; with an exporter and a sampler that takes nothing there are both.
 */
@Spec.Name(
    value = "tracing-off",
    doc = "telemetry built in and no span made against no telemetry, 64 callers")
public record TracingOff() implements Benchmark {
  private static final String NONE = "no telemetry";
  private static final String BUILT_IN = "no exporter";
  private static final String UNSAMPLED = "nothing sampled";

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(0.97, "throughput", RATIO, THROUGHPUT, round -> round.ratio(BUILT_IN, NONE)),
        Goal.low("CPU a request", RATIO, CPU, round -> round.ratio(BUILT_IN, NONE)),
        Goal.high(
            "throughput, nothing sampled",
            RATIO,
            THROUGHPUT,
            round -> round.ratio(UNSAMPLED, NONE)));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    return Arms.open(
        effort,
        Arm.saturated(NONE, new Fanout(Threads.EVENT_LOOP, Tracing.NONE)),
        Arm.saturated(BUILT_IN, new Fanout(Threads.EVENT_LOOP, Tracing.BUILT_IN)),
        Arm.saturated(UNSAMPLED, new Fanout(Threads.EVENT_LOOP, Tracing.UNSAMPLED)));
  }
}
