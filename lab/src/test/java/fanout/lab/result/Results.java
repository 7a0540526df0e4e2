package fanout.lab.result;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A result with something in every field. */
public final class Results {
  private Results() {}

  /** The result. */
  public static ExperimentResult sample() {
    Estimate figure = new Estimate(2.01, 1.98, 2.03, "×", 8);
    Map<String, Estimate> figures = new LinkedHashMap<>();
    figures.put("p99", figure);
    figures.put("p50", new Estimate(1, 0.5, Double.POSITIVE_INFINITY, "ms", 8));
    return new ExperimentResult(
        ExperimentResult.SCHEMA,
        "dashboard",
        "What, if \"anything\"?",
        "A claim, with a comma",
        "Somebody, 2013",
        "2.0 ×",
        new Method("As follows.", "quick", 8, "One round.", List.of("A remark.")),
        42,
        new Estimate(1.5, 0, 1.5, "%", 8),
        new SelfComparison("at once", "p99", new Estimate(1.01, 0.99, 1.02, "×", 8), false),
        List.of(
            new Finding(
                "speed-up",
                "At least 1.5 ×.",
                figure,
                Better.HIGHER,
                OptionalDouble.of(2),
                OptionalDouble.empty(),
                Verdict.CONFIRMED,
                "2.01 ×, all of it.")),
        Verdict.CONFIRMED,
        "Twice as fast.",
        "Do so.",
        List.of(new Variant("at once", false, figures), new Variant("in turn", true, figures)),
        List.of(
            new Chart(
                "Time",
                new Chart.Axis("", "", Chart.Scale.CATEGORY, List.of("at once", "in turn")),
                new Chart.Axis("p50", "ms", Chart.Scale.LOG, List.of()),
                List.of(
                    new Chart.Series(
                        "measured", Chart.Kind.MEASURED, List.of(new Chart.Point(0, 1, 0.5, 2)))))),
        List.of(
            new ExampleTrace("at the median", "trace-1.json", "0af7651916cd43dd8448eb211c80319c")),
        new Environment(
            "a JVM",
            List.of("-Xmx1g"),
            "an OS",
            "a CPU",
            2,
            Map.of("grpc-java", "1.85.1"),
            "in-process",
            Map.of("orders.seed", new Environment.Setting("42", "experiment"))),
        "./fanout run dashboard --quick --seed 42",
        Instant.parse("2026-11-21T15:00:00.123Z"),
        12.5,
        false);
  }
}
