package fanout.lab.report;

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
import fanout.lab.trace.OtlpJson;
import fanout.lab.trace.SampleTraces;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Results as experiments would write them: the usual, and what strains a page. */
public final class SampleResults {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private SampleResults() {}

  /** Every sample by the name of its shape. */
  public static Map<String, ExperimentResult> all() {
    Map<String, ExperimentResult> all = new LinkedHashMap<>();
    all.put("sweep", sweep());
    all.put("bars", bars());
    all.put("inconclusive", inconclusive());
    all.put("stopped", stopped());
    all.put("crowded", crowded());
    all.put("extreme", extreme());
    all.put("hostile", hostile("</script><img src=x onerror=document.title='broken'>&\"'`\u0000"));
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

  /** Ended before its first whole round of trials. */
  public static ExperimentResult stopped() {
    ExperimentResult whole = bars();
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
        bars().measured(),
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

  /** A result whose first finding came to something else, with another noise floor. */
  public static ExperimentResult with(ExperimentResult result, double value, double noise) {
    Finding first = result.measured().getFirst();
    Estimate was = first.measured();
    Finding changed =
        new Finding(
            first.name(),
            first.statement(),
            new Estimate(value, value * 0.99, value * 1.01, was.unit(), was.trials()),
            first.better(),
            first.predicted(),
            first.published(),
            first.verdict(),
            first.because());
    return copy(
        result, new Estimate(noise, noise, noise, "%", 7), List.of(changed), result.environment());
  }

  /** The same under another seed, with another verdict and another A/A comparison. */
  public static ExperimentResult run(
      ExperimentResult result, long seed, Verdict verdict, @Nullable SelfComparison again) {
    Finding first = result.measured().getFirst();
    Finding judged =
        new Finding(
            first.name(),
            first.statement(),
            first.measured(),
            first.better(),
            first.predicted(),
            first.published(),
            verdict,
            first.because());
    return new ExperimentResult(
        result.schema(),
        result.experiment(),
        result.question(),
        result.claim(),
        result.source(),
        result.prediction(),
        result.method(),
        seed,
        result.noiseFloor(),
        again,
        List.of(judged),
        verdict,
        result.answer(),
        result.meaning(),
        result.variants(),
        result.charts(),
        result.traces(),
        result.environment(),
        "./fanout run %s --quick --seed %d".formatted(result.experiment(), seed),
        result.started(),
        result.seconds(),
        true);
  }

  /** The same from another machine. */
  public static ExperimentResult elsewhere(ExperimentResult result, String cpu) {
    Environment was = result.environment();
    Environment other =
        new Environment(
            was.jvm(),
            was.flags(),
            was.os(),
            cpu,
            was.cores(),
            was.versions(),
            was.testbed(),
            was.settings());
    return copy(result, result.noiseFloor(), result.measured(), other);
  }

  private static ExperimentResult copy(
      ExperimentResult result, Estimate noise, List<Finding> measured, Environment environment) {
    return new ExperimentResult(
        result.schema(),
        result.experiment(),
        result.question(),
        result.claim(),
        result.source(),
        result.prediction(),
        result.method(),
        result.seed(),
        noise,
        result.selfComparison(),
        measured,
        result.verdict(),
        result.answer(),
        result.meaning(),
        result.variants(),
        result.charts(),
        result.traces(),
        environment,
        result.command(),
        result.started(),
        result.seconds(),
        result.complete());
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

  private static ExperimentResult result(
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

  private static Variant variant(String name, boolean wrong, Map<String, Estimate> figures) {
    return new Variant(name, wrong, figures);
  }

  private static Axis axis(String label, String unit, Scale scale) {
    return new Axis(label, unit, scale, List.of());
  }

  private static Point point(double x, double y) {
    return new Point(x, y, y, y);
  }

  private static ExampleTrace trace(String caption, String file, Trace trace) {
    return new ExampleTrace(caption, "traces/%s.json".formatted(file), trace.id());
  }
}
