package fanout.lab.report;

import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Axis;
import fanout.lab.result.Chart.Point;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Environment;
import fanout.lab.result.Estimate;
import fanout.lab.result.ExampleTrace;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.Method;
import fanout.lab.result.SelfComparison;
import fanout.lab.result.Variant;
import fanout.lab.result.Verdict;
import fanout.lab.trace.Trace;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What results of tests are made of. */
final class SampleParts {
  private SampleParts() {}

  /** A result of which only what is asked for varies. */
  static ExperimentResult result(
      String id,
      String question,
      String claim,
      String source,
      Verdict verdict,
      String answer,
      List<Finding> findings,
      List<Variant> variants,
      List<Chart> charts,
      List<ExampleTrace> traces,
      boolean complete) {
    Map<String, Environment.Setting> settings = new LinkedHashMap<>();
    settings.put("aggregator.strategy", new Environment.Setting("concurrent", "experiment"));
    settings.put("aggregator.data-port", new Environment.Setting("0", "default"));
    settings.put("orders.latency", new Environment.Setting("constant(120ms)", "experiment"));
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("fanout", "0.1.0");
    versions.put("grpc-java", "1.85.1");
    return new ExperimentResult(
        ExperimentResult.SCHEMA,
        id,
        question,
        claim,
        source,
        "Theory says 240 ms in turn and 120 ms at once, a speed-up of 2.00×.",
        new Method(
            "Each trial sends 200 requests in a closed loop of one caller, after a warm-up. The"
                + " trials of all variants are interleaved in an order drawn from the seed.",
            "quick",
            7,
            "The first 400 requests of each variant were left out; the medians of the last three"
                + " windows differ by 0.4 %.",
            List.of(
                "Trial 3 of sequential had one outlier of 612 ms. It is in every figure.",
                "The machine was busy for 2 % of the run.")),
        42,
        new Estimate(2.1, 1.2, 3.3, "%", 7),
        SelfComparison.of("concurrent", "p50", new Estimate(0.99, 0.979, 1.02, "×", 7), 1),
        findings,
        verdict,
        answer,
        "Call independent backends at once. What you save is everything but the slowest of them, so"
            + " look at that one first.",
        variants,
        charts,
        traces,
        new Environment(
            "OpenJDK 64-Bit Server VM 25.0.1",
            List.of("-XX:+UseZGC", "--enable-native-access=ALL-UNNAMED"),
            "Linux 6.1",
            "AMD EPYC 7B13",
            2,
            versions,
            "in-process",
            settings),
        "./fanout run %s --quick --seed 42".formatted(id),
        Instant.parse("2026-11-21T12:00:00Z"),
        11.4,
        complete);
  }

  static Variant variant(String name, boolean wrong, Map<String, Estimate> figures) {
    return new Variant(name, wrong, figures);
  }

  static Axis axis(String label, String unit, Scale scale) {
    return new Axis(label, unit, scale, List.of());
  }

  static Point point(double x, double y) {
    return new Point(x, y, y, y);
  }

  static ExampleTrace trace(String caption, String file, Trace trace) {
    return new ExampleTrace(caption, "traces/%s.json".formatted(file), trace.id());
  }
}
