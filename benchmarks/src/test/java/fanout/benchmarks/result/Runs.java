package fanout.benchmarks.result;

import java.util.List;
import java.util.Map;

/** Made-up runs. */
final class Runs {
  static final Machine HERE = new Machine("JVM 25", "Linux", "some cpu", 2);

  private Runs() {}

  static Figure ratio(double low, double value, double high) {
    return new Figure("throughput", "×", value, low, high, 18, true, 0.85, 2.0);
  }

  static Figure noisy(double floor, Figure of) {
    return new Figure(
        of.name(),
        of.unit(),
        of.value(),
        of.low(),
        of.high(),
        of.rounds(),
        of.higherIsBetter(),
        of.bound(),
        floor);
  }

  static BenchRun of(Machine machine, Figure... figures) {
    BenchmarkResult result =
        new BenchmarkResult(
            "against-bare",
            "one against the other",
            List.of(figures),
            3.0,
            Map.of("bare", Map.of("throughput, 1/s", List.of(1000.0, 1001.0))),
            null);
    return new BenchRun(
        BenchRun.SCHEMA, "2026-11-21T16:30:00Z", 60, "3 forks", machine, List.of(result));
  }
}
