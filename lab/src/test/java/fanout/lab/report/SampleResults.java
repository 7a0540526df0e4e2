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
import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.Variant;
import fanout.lab.result.Verdict;
import fanout.lab.trace.OtlpJson;
import fanout.lab.trace.SampleTraces;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Results as experiments would write them, and where all samples are to be had. */
public final class SampleResults {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private SampleResults() {}

  /** Every sample by the name of its shape. */
  public static Map<String, ExperimentResult> all() {
    Map<String, ExperimentResult> all = new LinkedHashMap<>();
    all.put("sweep", sweep());
    all.put("bars", bars());
    all.put("inconclusive", inconclusive());
    all.put("stopped", StrainedResults.stopped());
    all.put("crowded", StrainedResults.crowded());
    all.put("extreme", StrainedResults.extreme());
    all.put(
        "hostile",
        StrainedResults.hostile("</script><img src=x onerror=document.title='broken'>&\"'`\u0000"));
    return all;
  }

  /** The files of the traces that the samples name. */
  public static void writeTraces(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("traces"));
    Map<String, Trace> traces =
        Map.of(
            "sequential", SampleTraces.sequential(),
            "concurrent", SampleTraces.concurrent(),
            "troubled", SampleTraces.troubled(),
            "hedged", SampleTraces.hedged());
    for (var trace : traces.entrySet()) {
      Path file = folder.resolve("traces").resolve(trace.getKey() + ".json");
      TraceFiles.write(file, new OtlpJson(), List.of(trace.getValue()));
    }
  }

  /** Lines over two logarithmic axes, with theory and published points. */
  public static ExperimentResult sweep() {
    List<Point> measured = new ArrayList<>();
    List<Point> theory = new ArrayList<>();
    List<Point> wrong = new ArrayList<>();
    for (int c : new int[] {1, 2, 5, 10, 20, 50, 100, 200}) {
      double ideal = 10.0 * 1000 / Math.min(c, 50);
      double y = ideal * 1.06 + 9;
      measured.add(new Point(c, y, y * 0.96, y * 1.07));
      theory.add(new Point(c, ideal, ideal, ideal));
      wrong.add(new Point(c, 10_800, 10_700, 10_950));
    }
    List<Point> published =
        List.of(point(1, 10_400), point(10, 1050), point(50, 220), point(100, 110));
    Chart chart =
        new Chart(
            "Time for 1,000 calls of 10 ms, by how many are in flight at once",
            axis("calls in flight", "", Scale.LOG),
            axis("time for all calls", "ms", Scale.LOG),
            List.of(
                new Series("semaphore, async stubs", Kind.MEASURED, measured),
                new Series("awaited one by one", Kind.WRONG_TWIN, wrong),
                new Series("N · S / min(c, C)", Kind.THEORY, theory),
                new Series("asyncio, 1,000 calls", Kind.PUBLISHED, published)));
    List<Variant> variants =
        measured.stream()
            .map(
                p ->
                    variant(
                        "%d in flight".formatted((int) p.x()),
                        false,
                        Map.of("time", new Estimate(p.y(), p.low(), p.high(), "ms", 7))))
            .toList();
    return result(
        "concurrency-sweep",
        "How much concurrency is enough?",
        "little gain past ~50, where the server's own limit bites",
        "Python asyncio article, time scale 1:100",
        Verdict.CONFIRMED,
        "Yes: from 1 to 50 calls in flight 1,000 calls got 49.1 times as fast, and from 50 to 200"
            + " not at all, because the backend serves 50 at a time.",
        List.of(
            new Finding(
                "gain past the knee",
                "Going from 50 to 200 in flight saves less than 10 % of the time.",
                new Estimate(1.3, -0.9, 3.4, "%", 7),
                Better.NEITHER,
                OptionalDouble.of(0),
                OptionalDouble.of(50),
                Verdict.CONFIRMED,
                "The whole interval [-0.9 %, 3.4 %] lies below 10 %; the noise floor is 2.1 %."),
            new Finding(
                "speed-up at the knee",
                "With 50 in flight the calls take at most a fortieth of the time.",
                new Estimate(49.1, 47.7, 49.8, "×", 7),
                Better.HIGHER,
                OptionalDouble.of(50),
                OptionalDouble.of(47.3),
                Verdict.CONFIRMED,
                "The whole interval [47.7×, 49.8×] lies above 40×.")),
        variants,
        List.of(chart),
        List.of(
            trace("50 in flight, at the median", "concurrent", SampleTraces.concurrent()),
            trace("1 in flight, at the median", "sequential", SampleTraces.sequential())),
        true);
  }

  /** Bars over categories with a wrong twin, several figures and a published value. */
  public static ExperimentResult bars() {
    List<String> names = List.of("sequential", "one-at-a-time", "concurrent", "virtual-threads");
    double[] times = {241.8, 242.6, 121.4, 121.9};
    double[] theory = {240, 240, 120, 120};
    List<Variant> variants = new ArrayList<>();
    List<Point> right = new ArrayList<>();
    List<Point> wrong = new ArrayList<>();
    List<Point> ideal = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      Map<String, Estimate> figures = new LinkedHashMap<>();
      figures.put("p50", new Estimate(times[i], times[i] - 0.6, times[i] + 0.9, "ms", 7));
      figures.put("p99", new Estimate(times[i] * 1.08, times[i] * 1.03, times[i] * 1.2, "ms", 7));
      figures.put("rate", new Estimate(1e3 / times[i], 998 / times[i], 1002 / times[i], "1/s", 7));
      variants.add(variant(names.get(i), i == 1, figures));
      Point point = new Point(i, times[i], times[i] - 3.6, times[i] + 7.9);
      (i == 1 ? wrong : right).add(point);
      ideal.add(point(i, theory[i]));
    }
    Chart chart =
        new Chart(
            "Median time of one dashboard",
            new Axis("strategy", "", Scale.CATEGORY, names),
            axis("time", "ms", Scale.LINEAR),
            List.of(
                new Series("measured", Kind.MEASURED, right),
                new Series("asynchronous, awaited in turn", Kind.WRONG_TWIN, wrong),
                new Series("theory", Kind.THEORY, ideal),
                new Series("published ratio", Kind.PUBLISHED, List.of(point(2, 100)))));
    return result(
        "dashboard",
        "What does fan-out buy one dashboard request?",
        "concurrent I/O takes max of the parts, not their sum",
        "the article's section on gather()",
        Verdict.CONFIRMED,
        "Three backends of 40, 120 and 80 ms take 121 ms all at once and 242 ms in turn: twice as"
            + " fast, as the longest part against the sum predicts.",
        List.of(
            new Finding(
                "speed-up of concurrent",
                "Calling all at once is at least 1.8 times as fast as in turn.",
                new Estimate(1.992, 1.981, 2.003, "×", 7),
                Better.HIGHER,
                OptionalDouble.of(2),
                NONE,
                Verdict.CONFIRMED,
                "The whole interval [1.98×, 2.00×] lies above 1.8×.")),
        variants,
        List.of(chart),
        List.of(
            trace("sequential, at the median", "sequential", SampleTraces.sequential()),
            trace("concurrent, at the median", "concurrent", SampleTraces.concurrent()),
            trace("concurrent, in the tail (p99)", "troubled", SampleTraces.troubled())),
        true);
  }

  /** A figure on both sides of its threshold. */
  public static ExperimentResult inconclusive() {
    Finding finding =
        new Finding(
            "break-even latency",
            "Concurrency pays only from a backend latency of 1 ms on.",
            new Estimate(0.041, 0, 0.13, "ms", 5),
            Better.NEITHER,
            NONE,
            OptionalDouble.of(1),
            Verdict.REFUTED,
            "The whole interval [0 ms, 0.13 ms] lies below 1 ms.");
    Finding other =
        new Finding(
            "throughput at saturation",
            "At saturation concurrent serves more requests than sequential.",
            new Estimate(0.4, -2.9, 3.2, "%", 5),
            Better.HIGHER,
            OptionalDouble.of(0),
            NONE,
            Verdict.INCONCLUSIVE,
            "The interval [-2.9 %, 3.2 %] lies on both sides of 0 and within the noise floor of 4.1"
                + " %.");
    List<Point> seq = new ArrayList<>();
    List<Point> con = new ArrayList<>();
    double[] latencies = {0, 25, 50, 100, 200, 500, 1000, 2000, 5000};
    for (double l : latencies) {
      double s = 3 * l + 420;
      double c = l + 330;
      seq.add(new Point(l, s, s * 0.95, s * 1.06));
      con.add(new Point(l, c, c * 0.95, c * 1.06));
    }
    Chart chart =
        new Chart(
            "Median time of one dashboard by the latency of its backends",
            axis("backend latency", "µs", Scale.LOG),
            axis("time of a request", "µs", Scale.LOG),
            List.of(
                new Series("sequential", Kind.MEASURED, seq),
                new Series("concurrent", Kind.MEASURED, con)));
    return result(
        "break-even",
        "From which backend latency on does concurrency pay?",
        "only above 1 ms per I/O",
        "the article's rule of thumb",
        Verdict.INCONCLUSIVE,
        "For one caller it pays at any latency; at saturation no difference can be told from"
            + " noise.",
        List.of(other, finding),
        List.of(
            variant("sequential", false, Map.of("p50 at 0", new Estimate(420, 399, 445, "µs", 5))),
            variant("concurrent", false, Map.of("p50 at 0", new Estimate(330, 313, 350, "µs", 5)))),
        List.of(chart),
        List.of(),
        true);
  }
}
