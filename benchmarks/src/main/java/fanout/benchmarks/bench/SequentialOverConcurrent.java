package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Goal.RATIO;
import static fanout.benchmarks.bench.Metric.CPU;
import static fanout.benchmarks.bench.Metric.P50;

import fanout.benchmarks.contender.Bare;
import fanout.benchmarks.contender.BareInTurn;
import fanout.benchmarks.contender.Fanout;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.benchmarks.contender.Fanout.Tracing;
import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.stream.Stream;

/**
 * What asking three equal backends in turn costs; three is the most that theory allows. Where a
 * backend is fast, hops and wake-ups count for as much as it does: what they leave of the three is
 * what bare stubs read in the same round.
 */
@Spec.Name(
    value = "sequential-over-concurrent",
    doc = "p50 in turn over p50 at once, three equal backends, one caller")
public record SequentialOverConcurrent() implements Benchmark {
  private static final String FASTEST = "1ms";
  private static final String BARE = "1ms, bare stubs";
  private static final List<String> LATENCIES = List.of(FASTEST, "10ms", "100ms");

  @Override
  public List<Goal> goals() {
    return List.of(
        goal(FASTEST, 2.7),
        Goal.high(BARE, RATIO, P50, round -> round.ratio(sequential(BARE), BARE)),
        Goal.low("1ms, over bare stubs", RATIO, P50, round -> round.ratio(FASTEST, BARE)),
        Goal.low(
            "1ms in turn, over bare stubs",
            RATIO,
            P50,
            round -> round.ratio(sequential(FASTEST), sequential(BARE))),
        Goal.low("1ms, CPU a request", "µs", CPU, round -> round.of(FASTEST)),
        Goal.low("1ms in turn, CPU a request", "µs", CPU, round -> round.of(sequential(FASTEST))),
        goal("10ms", 2.95),
        goal("100ms", 2.98));
  }

  private static Goal goal(String latency, double bound) {
    return Goal.atLeast(
        bound, latency, RATIO, P50, round -> round.ratio(sequential(latency), latency));
  }

  private static String sequential(String latency) {
    return latency + " in turn";
  }

  @Override
  public Probe open(Effort effort) throws InterruptedException {
    Fanout fanout = new Fanout(Threads.EVENT_LOOP, Tracing.BUILT_IN);
    Stream<Arm> ours =
        LATENCIES.stream()
            .flatMap(
                latency ->
                    Stream.of(
                        Arm.single(latency, fanout, latency),
                        Arm.single(sequential(latency), fanout, latency)
                            .plan("strategy=sequential")));
    Stream<Arm> bare =
        Stream.of(
            Arm.single(BARE, new Bare(true), FASTEST),
            Arm.single(sequential(BARE), new BareInTurn(), FASTEST));
    return Arms.open(effort, Stream.concat(ours, bare).toArray(Arm[]::new));
  }
}
