package fanout.lab.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers as Jaeger 2.20's {@code /api/v3} over HTTP does, down to what it says of a malformed
 * question; the recordings in {@code resources/jaeger} are of a real one.
 */
public final class FakeJaeger implements AutoCloseable {
  private final HttpServer server;
  private final Supplier<List<Trace>> traces;

  private FakeJaeger(HttpServer server, Supplier<List<Trace>> traces) {
    this.server = server;
    this.traces = traces;
  }

  private record Answer(int status, String body) {
    static Answer error(int status, String message) {
      return new Answer(
          status, "{\"error\":{\"httpCode\":%d,\"message\":\"%s\"}}\n".formatted(status, message));
    }
  }

  /**
   * Starts on a free loopback port.
   *
   * @param traces what it has, asked again for each question
   */
  public static FakeJaeger start(Supplier<List<Trace>> traces) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeJaeger jaeger = new FakeJaeger(server, traces);
    server.createContext("/api/v3/", jaeger::handle);
    server.start();
    return jaeger;
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replaceFirst("^/api/v3/", "");
      Answer answer = answer(path, parameters(exchange.getRequestURI().getRawQuery()));
      byte[] body = answer.body.getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    Stream.of((query == null ? "" : query).split("&"))
        .filter(pair -> !pair.isEmpty())
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> parameters.put(pair[0], URLDecoder.decode(pair[1], UTF_8)));
    return parameters;
  }

  private Answer answer(String path, Map<String, String> parameters) {
    List<Trace> all = traces.get();
    if (path.equals("services")) {
      return names(
          "services", all.stream().flatMap(Trace::spans).map(s -> '"' + s.service() + '"'));
    }
    if (path.equals("operations")) {
      return names(
          "operations",
          all.stream()
              .flatMap(Trace::spans)
              .filter(span -> span.service().equals(parameters.get("service")))
              .map(span -> "{\"name\":\"%s\",\"spanKind\":\"server\"}".formatted(span.name())));
    }
    if (path.equals("traces")) {
      return search(all, parameters);
    }
    String id = path.replaceFirst("^traces/", "");
    return id.matches("[0-9a-f]{32}")
        ? found(all.stream().filter(trace -> trace.id().equals(id)).toList())
        : Answer.error(400, "malformed parameter trace_id: invalid length for TraceID");
  }

  private static Answer names(String field, Stream<String> names) {
    return new Answer(
        200, "{\"%s\":[%s]}".formatted(field, names.distinct().collect(Collectors.joining(","))));
  }

  private static Answer search(List<Trace> all, Map<String, String> parameters) {
    if (!parameters.containsKey("query.startTimeMin")
        || !parameters.containsKey("query.startTimeMax")) {
      return Answer.error(400, "query.startTimeMin and query.startTimeMax are required");
    }
    Instant from = Instant.parse(parameters.get("query.startTimeMin"));
    Instant to = Instant.parse(parameters.get("query.startTimeMax"));
    return found(
        all.stream()
            .filter(trace -> trace.spans().anyMatch(span -> fits(span, from, to, parameters)))
            .limit(Long.parseLong(parameters.getOrDefault("query.searchDepth", "100")))
            .toList());
  }

  private static boolean fits(Span span, Instant from, Instant to, Map<String, String> wanted) {
    Instant start = Instant.ofEpochSecond(0, span.startNanos());
    String attributes = wanted.getOrDefault("query.attributes", "{}");
    return span.service().equals(wanted.get("query.serviceName"))
        && span.name().equals(wanted.getOrDefault("query.operationName", span.name()))
        && !start.isBefore(from)
        && !start.isAfter(to)
        && (attributes.equals("{}")
            || span.attributes().entrySet().stream()
                .anyMatch(
                    e ->
                        attributes.contains(
                            "\"%s\":\"%s\"".formatted(e.getKey(), e.getValue().text()))));
  }

  private static Answer found(List<Trace> traces) {
    if (traces.isEmpty()) {
      return Answer.error(404, "No traces found");
    }
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject().name("result");
      new OtlpJson().write(traces, json);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(200, text.toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
