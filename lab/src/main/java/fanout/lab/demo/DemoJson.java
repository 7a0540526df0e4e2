package fanout.lab.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import fanout.lab.client.Sections;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A demo's figures for a program: one object, times in milliseconds. */
public final class DemoJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private DemoJson() {}

  /** The object as text. */
  public static String of(DemoResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", result.seed());
    Map<String, Object> backends = new LinkedHashMap<>();
    result.backends().forEach((name, latency) -> backends.put(name, millis(latency)));
    json.put("backends", backends);
    DemoResult.Strategy sequential = result.comparison().sequential();
    DemoResult.Strategy concurrent = result.comparison().concurrent();
    json.put(
        "theoryMs",
        object(
            "sequential", millis(sequential.theory()), "concurrent", millis(concurrent.theory())));
    json.put(
        "measuredMs",
        object(
            "sequential",
            latencies(sequential.measured()),
            "concurrent",
            latencies(concurrent.measured())));
    json.put("speedup", rounded(result.comparison().speedup()));
    json.put(
        "partialFailure",
        object(
            "outcomes", Sections.outcomes(result.partialFailure().dashboard()),
            "elapsedMs", millis(result.partialFailure().elapsed())));
    json.put(
        "timeLimit",
        object(
            "limitMs", millis(result.timeLimit().limit()),
            "elapsedMs", millis(result.timeLimit().elapsed()),
            "outcomes", Sections.outcomes(result.timeLimit().dashboard())));
    json.put(
        "cancellation",
        object(
            "propagated", object("wastedMs", millis(result.propagated().wasted())),
            "notPropagated", object("wastedMs", millis(result.notPropagated().wasted()))));
    json.put("traceFile", result.traceFile().toString());
    result.jaeger().ifPresent(url -> json.put("jaeger", links(result)));
    return GSON.toJson(json);
  }

  private static Map<String, Object> links(DemoResult result) {
    return object(
        "sequential", result.link(result.comparison().sequential().median()).orElseThrow(),
        "concurrent", result.link(result.comparison().concurrent().median()).orElseThrow(),
        "partialFailure", result.link(result.partialFailure().trace()).orElseThrow(),
        "timeLimit", result.link(result.timeLimit().trace()).orElseThrow());
  }

  private static Map<String, Object> latencies(Latencies latencies) {
    Map<String, Object> json =
        object("p50", millis(latencies.quantile(0.5)), "p95", millis(latencies.quantile(0.95)));
    json.put("n", latencies.samples().size());
    return json;
  }

  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }

  private static double millis(Duration duration) {
    return rounded(duration.toNanos() / 1e6);
  }

  /** Three decimals: a microsecond, beyond which nothing here is known. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
