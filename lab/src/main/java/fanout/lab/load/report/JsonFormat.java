package fanout.lab.load.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.lab.measure.Timings;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import io.grpc.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One object. What has the name of a key of ghz means the same as there and is in its unit
 * (nanoseconds; seconds for the marks of {@code histogram}), but that failed calls count in every
 * figure and that latencies count from the intended start.
 */
@Spec.Name(value = "json", doc = "one object, with the keys of ghz and more")
public record JsonFormat() implements LoadFormat {
  private static final int BARS = 10;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  @Override
  public String print(LoadReport report, Terminal terminal) {
    Map<String, Object> json = new LinkedHashMap<>();
    run(json, report.run());
    Summary summary = report.summary();
    Timings all = summary.all();
    json.put("count", summary.sent());
    json.put("total", report.run().elapsedNanos());
    json.put("average", Math.round(all.latency().mean()));
    json.put("fastest", all.latency().min());
    json.put("slowest", all.latency().max());
    json.put("rps", report.rps());
    json.put("askedRps", report.run().askedRps());
    json.put("achievedRps", report.run().achievedRps());
    json.put("unfinished", summary.unfinished().count());
    json.put("refused", summary.refused());
    json.put("statusCodeDistribution", counts(summary));
    json.put("errorDistribution", errors(summary));
    json.put("latencyDistribution", percentiles(all.latency()));
    json.put("histogram", histogram(all.latency()));
    json.put("serviceTimeAverage", Math.round(all.serviceTime().mean()));
    json.put("serviceTimeFastest", all.serviceTime().min());
    json.put("serviceTimeSlowest", all.serviceTime().max());
    json.put("serviceTimeDistribution", percentiles(all.serviceTime()));
    json.put("latencyDistributionByCode", byCode(summary));
    json.put("latenessAverage", Math.round(summary.lateness().mean()));
    json.put("latenessSlowest", summary.lateness().max());
    json.put("latenessDistribution", percentiles(summary.lateness()));
    json.put("warnings", report.warnings());
    return GSON.toJson(json) + "\n";
  }

  private static void run(Map<String, Object> json, LoadReport.Run run) {
    json.put("call", run.call());
    json.put("target", run.target());
    json.put("connections", run.connections());
    json.put("client", run.client());
    json.put("arrivals", run.arrivals());
    json.put("seed", run.seed());
    json.put("date", Instant.ofEpochMilli(run.startMillis()).toString());
    json.put("warmUpCount", run.warmUpCalls());
    json.put("warmUpTotal", run.warmUpNanos());
  }

  private static Map<String, Long> counts(Summary summary) {
    Map<String, Long> counts = new LinkedHashMap<>();
    summary.byCode().forEach((code, timings) -> counts.put(name(code), timings.count()));
    return counts;
  }

  /** ghz has the two words of the Go library: {@code Canceled}, {@code DeadlineExceeded}. */
  private static String name(Status.Code code) {
    if (code == Status.Code.OK) {
      return "OK";
    }
    if (code == Status.Code.CANCELLED) {
      return "Canceled";
    }
    StringBuilder name = new StringBuilder();
    for (String word : code.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  /** By the first message of each code: a server may have as many messages as calls. */
  private static Map<String, Long> errors(Summary summary) {
    Map<String, Long> errors = new LinkedHashMap<>();
    summary
        .byCode()
        .forEach(
            (code, timings) -> {
              String message = summary.firstMessages().get(code);
              if (message != null) {
                errors.put(code + ": " + message, timings.count());
              }
            });
    return errors;
  }

  private static List<Map<String, Object>> percentiles(Distribution distribution) {
    return Distribution.PERCENTILES.stream()
        .map(p -> object("percentage", p, "latency", distribution.percentile(p)))
        .toList();
  }

  private static List<Map<String, Object>> histogram(Distribution distribution) {
    return distribution.bars(BARS).stream()
        .map(
            bar ->
                object(
                    "mark",
                    bar.upTo() / 1e9,
                    "count",
                    bar.count(),
                    "frequency",
                    bar.count() / (double) distribution.count()))
        .toList();
  }

  private static Map<String, Object> byCode(Summary summary) {
    Map<String, Object> codes = new LinkedHashMap<>();
    summary
        .byCode()
        .forEach((code, timings) -> codes.put(name(code), percentiles(timings.latency())));
    return codes;
  }

  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }
}
