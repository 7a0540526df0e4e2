package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.CPU;
import static fanout.benchmarks.bench.Metric.P50;

import fanout.benchmarks.contender.Direct;
import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a concurrent dashboard takes beyond its slowest backend, for one caller. The backends are
 * equal, so any is the slowest; what it takes is what the same caller sees who asks it directly, in
 * the same round. Over the latency that was asked for, the ratio has the wake-ups of both hops and
 * of the backend's timer in it.
 */
@Spec.Name(
    value = "over-slowest",
    doc = "concurrent's p50 over that of a direct call to the slowest backend, one caller")
public record OverSlowest() implements Benchmark {
  private static final String TEN = "10ms";
  private static final String HUNDRED = "100ms";
  private static final List<String> LATENCIES = List.of(TEN, HUNDRED);

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(1.06, TEN, RATIO, P50, overSlowest(TEN)),
        Goal.low("10ms, over what was asked for", RATIO, P50, round -> round.of(TEN) / 10_000),
        Goal.low("10ms, CPU a request", "µs", CPU, round -> round.of(TEN)),
        Goal.atMost(1.015, HUNDRED, RATIO, P50, overSlowest(HUNDRED)),
        Goal.low(
            "100ms, over what was asked for", RATIO, P50, round -> round.of(HUNDRED) / 100_000),
        Goal.low("100ms, CPU a request", "µs", CPU, round -> round.of(HUNDRED)));
  }

  private static ToDoubleFunction<Readings.OfMetric> overSlowest(String latency) {
    return round -> round.ratio(latency, direct(latency));
  }

  private static String direct(String latency) {
    return latency + ", the backend itself";
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    Fanout fanout = new Fanout(Threads.EVENT_LOOP, Tracing.BUILT_IN);
    return Arms.open(
        effort,
        LATENCIES.stream()
            .flatMap(
                latency ->
                    Stream.of(
                        Arm.single(latency, fanout, latency),
                        Arm.single(direct(latency), new Direct(), latency)))
            .toArray(Arm[]::new));
  }
}
