package fanout.benchmarks.bench;

import static fanout.benchmarks.bench.Metric.CORE_SHARE;
import static fanout.benchmarks.bench.Metric.P50;
import static fanout.benchmarks.bench.Metric.P99;

import fanout.backend.pause.PauseReport;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** How late a simulated latency ends, and what its timer uses when nothing happens. */
@Spec.Name(
    value = "pause-error",
    doc = "lateness of a simulated latency at 1,000 a second, 10,000 others pending")
public record PauseError() implements Benchmark {
  private static final int RATE = 1_000;
  private static final String BUSY = "pause";
  private static final String IDLE = "pause, idle";

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(20, "p50", "µs", P50, round -> round.of(BUSY)),
        Goal.atMost(250, "p99", "µs", P99, round -> round.of(BUSY)),
        Goal.atMost(1, "of a core when idle", "%", CORE_SHARE, round -> round.of(IDLE)),
        Goal.low("of a core", "%", CORE_SHARE, round -> round.of(BUSY)));
  }

  @Override
  public Probe open(Effort effort) {
    PauseReport.Plan brief = PauseReport.Plan.brief();
    return new Reports(
        new PauseReport.Plan(
            List.of(0, RATE),
            brief.pending(),
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            effort.round(),
            1));
  }

  /** The report brings its own warm-up, and the JDK's scheduler for comparison. */
  private record Reports(PauseReport.Plan plan) implements Probe {
    @Override
    public Readings round(SplittableRandom random) throws InterruptedException {
      Map<String, Map<Metric, Double>> arms = new LinkedHashMap<>();
      for (PauseReport.Row row : PauseReport.measure(plan).rows()) {
        double share = 100 * row.cpuShare();
        arms.put(
            row.timer() + (row.rate() == 0 ? ", idle" : ""),
            row.rate() == 0
                ? Map.of(CORE_SHARE, share)
                : Map.of(P50, micros(row.p50()), P99, micros(row.p99()), CORE_SHARE, share));
      }
      return new Readings(arms);
    }

    private static double micros(Duration duration) {
      return duration.toNanos() / 1e3;
    }

    @Override
    public void close() {}
  }
}
