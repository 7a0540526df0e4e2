package fanout.benchmarks.limit;

import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.List;

/** The servers that limits are judged on. */
final class Scenarios {
  /** Load as a multiple of what the server can do. */
  static final List<Double> LOADS = List.of(0.5, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0);

  private Scenarios() {}

  static List<Overload> all(Duration length) {
    return List.of(
        overload("M/M/8", 8, "exponential(mean=10ms)", 1, length, 100),
        overload("M/D/8", 8, "constant(10ms)", 1, length, 100),
        overload("lognormal, 64", 64, "lognormal(p50=20ms,p99=120ms)", 1, length, 500, 250),
        overload("slow", 4, "exponential(mean=200ms)", 1, length, 2000),
        overload("slows down", 16, "exponential(mean=10ms)", 3, length, 300));
  }

  private static Overload overload(
      String name,
      int servers,
      String service,
      double slowdown,
      Duration length,
      int... deadlinesMillis) {
    return new Overload(
        name,
        servers,
        Spec.parse(LatencyModel.class, service),
        slowdown,
        java.util.Arrays.stream(deadlinesMillis).mapToObj(Duration::ofMillis).toList(),
        length);
  }

  /** The policies that are compared; the fixed one knows the server's capacity. */
  static List<String> policies(Overload overload) {
    return List.of("none", "fixed(n=%d)".formatted(overload.servers()), "gradient", "vegas");
  }
}
