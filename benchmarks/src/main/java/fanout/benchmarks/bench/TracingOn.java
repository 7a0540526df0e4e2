package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.CPU;
import static fanout.benchmarks.bench.Metric.SPANS;
import static fanout.benchmarks.bench.Metric.THROUGHPUT;

import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;

/**
 * What it costs to trace every request: eight spans each, batched and exported over OTLP. At
 * saturation the exporter's queue overflows, and what is dropped costs less: the share that arrives
 * belongs to the ratio.
 */
@Spec.Name(
    value = "tracing-on",
    doc = "every request traced into a batch exporter against no telemetry, 64 callers")
public record TracingOn() implements Benchmark {
  private static final String ALL = "all traced";
  private static final String NONE = "no telemetry";

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(0.80, "throughput", RATIO, THROUGHPUT, round -> round.ratio(ALL, NONE)),
        Goal.low("CPU a request", RATIO, CPU, round -> round.ratio(ALL, NONE)),
        Goal.high("spans exported a request", "", SPANS, round -> round.of(ALL)));
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    return Arms.open(
        effort,
        Arm.saturated(NONE, new Fanout(Threads.EVENT_LOOP, Tracing.NONE)),
        Arm.saturated(ALL, new Fanout(Threads.EVENT_LOOP, Tracing.ALL)));
  }
}
