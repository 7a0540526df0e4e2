package fanout.lab.report;

import static fanout.lab.report.SampleParts.axis;
import static fanout.lab.report.SampleParts.point;
import static fanout.lab.report.SampleParts.result;
import static fanout.lab.report.SampleParts.trace;
import static fanout.lab.report.SampleParts.variant;

import fanout.lab.result.Better;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Axis;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Point;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Chart.Series;
import fanout.lab.result.Environment;
import fanout.lab.result.Estimate;
import fanout.lab.result.ExampleTrace;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.Method;
import fanout.lab.result.SelfComparison;
import fanout.lab.result.Variant;
import fanout.lab.result.Verdict;
import fanout.lab.trace.SampleTraces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Results that strain a page: too little, too much, and what is no text at all. */
public final class StrainedResults {
  private StrainedResults() {}

  /** Ended before its first whole round of trials. */
  public static ExperimentResult stopped() {
    ExperimentResult whole = SampleResults.bars();
    return new ExperimentResult(
        whole.schema(),
        whole.experiment(),
        whole.question(),
        whole.claim(),
        whole.source(),
        whole.prediction(),
        new Method(
            whole.method().text(),
            "full",
            1,
            whole.method().warmUp(),
            List.of("Stopped by a signal after 1 of 15 rounds.")),
        whole.seed(),
        whole.noiseFloor(),
        whole.selfComparison(),
        List.of(),
        Verdict.INCONCLUSIVE,
        "Stopped after 1 of 15 rounds: too little to tell.",
        whole.meaning(),
        List.of(),
        List.of(),
        List.of(new ExampleTrace("a file that is not there", "traces/none.json", "0")),
        whole.environment(),
        whole.command(),
        whole.started(),
        3.2,
        false);
  }

  /** Twenty variants with long names, two series of bars, and three more charts. */
  public static ExperimentResult crowded() {
    List<String> names =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    "virtual-threads(limit=%d, executor=work-stealing, handlers=%s)"
                        .formatted(i * 50, i % 2 == 0 ? "direct" : "pool(threads=8)"))
            .toList();
    List<Point> one = new ArrayList<>();
    List<Point> two = new ArrayList<>();
    List<Variant> variants = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      double y = 100 + 37.0 * ((i * 7) % 20);
      one.add(new Point(i, y, y - 20, y + 25));
      two.add(new Point(i, y * 1.6, y * 1.6 - 20, y * 1.6 + 95));
      Map<String, Estimate> figures = new LinkedHashMap<>();
      for (String figure :
          List.of("p50", "p90", "p99", "p99.9", "max", "rate", "heap", "threads")) {
        figures.put(figure, new Estimate(y, y - 20, y + 25, "ms", 7));
      }
      variants.add(variant(names.get(i), i % 7 == 3, figures));
    }
    Axis categories = new Axis("variant", "", Scale.CATEGORY, names);
    Axis time = axis("latency of one dashboard request as its caller saw it", "ms", Scale.LINEAR);
    List<Series> sweeps =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new Series(
                        "width %d with a name that goes on for a while".formatted(i + 1),
                        i == 11 ? Kind.WRONG_TWIN : Kind.MEASURED,
                        IntStream.rangeClosed(0, 60)
                            .mapToObj(
                                x -> {
                                  double y = 1 - Math.pow(1 - x / 600.0, i + 1);
                                  return new Point(x, 100 * y, 97 * y, 103 * y);
                                })
                            .toList()))
            .toList();
    List<String> few = List.of("none", "fixed", "adaptive");
    return result(
        "server-executor-with-a-very-long-id-that-somebody-may-yet-think-of",
        "Which threads should handlers run on, if there are twenty ways to choose them and each"
            + " has a name that hardly fits a line of its own?",
        "quick handlers stay sync; the framework offloads blocking ones",
        "a source whose title is long enough to be broken over two lines on most screens, chapter"
            + " 7",
        Verdict.REFUTED,
        "No: seventeen of twenty differ by less than the noise floor.",
        SampleResults.bars().measured(),
        variants,
        List.of(
            new Chart(
                "Latency by variant",
                categories,
                time,
                List.of(
                    new Series("p50", Kind.MEASURED, one), new Series("p99", Kind.MEASURED, two))),
            new Chart(
                "Share of slow requests by share of slow servers",
                axis("slow servers", "‰", Scale.LINEAR),
                axis("slow requests", "%", Scale.LINEAR),
                sweeps),
            new Chart(
                "The tail, by hedging policy",
                new Axis("policy", "", Scale.CATEGORY, few),
                axis("p99.9", "ms", Scale.LOG),
                List.of(
                    new Series(
                        "measured",
                        Kind.MEASURED,
                        List.of(
                            new Point(0, 1790, 1650, 1900),
                            new Point(1, 79, 71, 90),
                            new Point(2, 74.4, 70, 80))),
                    new Series(
                        "theory", Kind.THEORY, List.of(point(0, 1800), point(1, 72), point(2, 70))),
                    new Series(
                        "Dean & Barroso 2013",
                        Kind.PUBLISHED,
                        List.of(point(0, 1800), point(1, 74))))),
            new Chart(
                "p50 by policy",
                new Axis("policy", "", Scale.CATEGORY, few),
                axis("p50", "ms", Scale.LINEAR),
                List.of(
                    new Series(
                        "measured",
                        Kind.MEASURED,
                        List.of(point(0, 10.2), point(1, 10.4), point(2, 10.3)))))),
        List.of(trace("hedged", "hedged", SampleTraces.hedged())),
        true);
  }

  /** Figures at the ends of what a double can hold. */
  public static ExperimentResult extreme() {
    Chart chart =
        new Chart(
            "Everything from 1e-12 to 1e15",
            axis("n", "", Scale.LOG),
            axis("value", "", Scale.LOG),
            List.of(
                new Series(
                    "measured",
                    Kind.MEASURED,
                    List.of(
                        new Point(0, 3, 3, 3),
                        new Point(1e-12, 1e-9, 1e-10, 1e-8),
                        new Point(1, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY),
                        new Point(1e15, 1e15, 0, 1e16)))));
    Chart empty =
        new Chart(
            "Nothing",
            axis("x", "", Scale.LINEAR),
            axis("y", "", Scale.LINEAR),
            List.of(new Series("measured", Kind.MEASURED, List.of())));
    return result(
        "extreme",
        "What of figures that no axis is made for?",
        "everything fits",
        "nobody",
        Verdict.INCONCLUSIVE,
        "They are shown as they are.",
        List.of(
            new Finding(
                "ratio to nothing",
                "The ratio is finite.",
                new Estimate(Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, "×", 1),
                Better.NEITHER,
                OptionalDouble.of(1e-300),
                OptionalDouble.of(1e300),
                Verdict.INCONCLUSIVE,
                "The interval is unbounded.")),
        List.of(
            variant("tiny", false, Map.of("figure", new Estimate(1e-12, 0, 1e-11, "s", 1))),
            variant("huge", true, Map.of("figure", new Estimate(1.5e18, 1e18, 2e18, "1/s", 1))),
            variant("nothing", false, Map.of("figure", new Estimate(0, 0, 0, "", 0)))),
        List.of(chart, empty),
        List.of(),
        true);
  }

  /** Text that would be markup or script wherever it is not escaped. */
  public static ExperimentResult hostile(String text) {
    Finding finding =
        new Finding(
            text,
            text,
            new Estimate(1, 0.5, 2, text, 3),
            Better.LOWER,
            OptionalDouble.of(1),
            OptionalDouble.of(2),
            Verdict.REFUTED,
            text);
    Chart chart =
        new Chart(
            text,
            new Axis(text, text, Scale.CATEGORY, List.of(text, text + 2)),
            axis(text, text, Scale.LINEAR),
            List.of(new Series(text, Kind.MEASURED, List.of(point(0, 1), point(1, 2)))));
    return new ExperimentResult(
        ExperimentResult.SCHEMA,
        text,
        text,
        text,
        text,
        text,
        new Method(text, text, 3, text, List.of(text)),
        1,
        new Estimate(1, 0.5, 2, text, 3),
        SelfComparison.of(text, text, new Estimate(1, 0.5, 2, text, 3), 1),
        List.of(finding),
        Verdict.REFUTED,
        text,
        text,
        List.of(variant(text, true, Map.of(text, new Estimate(1, 0.5, 2, text, 3)))),
        List.of(chart),
        List.of(new ExampleTrace(text, "traces/none.json", text)),
        new Environment(
            text,
            List.of(text),
            text,
            text,
            2,
            Map.of(text, text),
            text,
            Map.of(text, new Environment.Setting(text, text))),
        text,
        Instant.EPOCH,
        1,
        true);
  }
}
