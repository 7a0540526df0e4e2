package fanout.lab.trace;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Asks a Jaeger for traces, by the HTTP form of its query service {@code
 * jaeger.api_v3.QueryService} (jaeger-idl, {@code proto/api_v3/query_service.proto}). Traces are
 * asked for raw: without Jaeger's correction of clocks. Thread-safe; {@link #close} ends its
 * threads.
 *
 * <p>Every method throws {@link JaegerException} where nobody answers, or not what was asked.
 */
public final class JaegerQuery implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final Gson GSON = new Gson();

  private final String base;
  private final HttpClient client;

  /**
   * Which traces.
   *
   * @param service that one of a trace's spans is of
   * @param operation name of such a span; empty for any
   * @param from the earliest start
   * @param to the latest start
   * @param attributes that such a span has
   * @param most how many at most
   */
  public record Search(
      String service,
      String operation,
      Instant from,
      Instant to,
      Map<String, String> attributes,
      int most) {
    /** Takes a copy. */
    public Search {
      attributes = Map.copyOf(attributes);
    }

    private Map<String, String> parameters() {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("query.serviceName", service);
      if (!operation.isEmpty()) {
        parameters.put("query.operationName", operation);
      }
      parameters.put("query.startTimeMin", from.toString());
      parameters.put("query.startTimeMax", to.toString());
      parameters.put("query.searchDepth", String.valueOf(most));
      parameters.put("query.rawTraces", "true");
      if (!attributes.isEmpty()) {
        parameters.put("query.attributes", GSON.toJson(attributes));
      }
      return parameters;
    }
  }

  /**
   * Makes no connection yet.
   *
   * @param url of its UI, for example {@code http://127.0.0.1:16686}, with the base path if it has
   *     one
   * @throws SpecException if it is no such URL
   */
  public JaegerQuery(String url) {
    SpecException.require(
        url.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?"),
        "--jaeger",
        url,
        "the URL of Jaeger's UI, such as http://127.0.0.1:16686");
    this.base = url.replaceFirst("/+$", "");
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  /** Where a person sees a trace. */
  public String link(String traceId) {
    return base + "/trace/" + traceId;
  }

  /** The services that have sent it spans. */
  public List<String> services() {
    return texts(answer("/api/v3/services", Map.of()), "services", JsonElement::getAsString);
  }

  /** Names of the spans that a service has sent. */
  public List<String> operations(String service) {
    return texts(
        answer("/api/v3/operations", Map.of("service", service)),
        "operations",
        operation -> operation.getAsJsonObject().get("name").getAsString());
  }

  /** A trace as far as it has arrived; empty where nothing of it has. */
  public Optional<Trace> trace(String traceId) {
    return traces("/api/v3/traces/" + traceId, Map.of("rawTraces", "true")).stream()
        .filter(trace -> trace.id().equals(traceId))
        .findFirst();
  }

  /** The traces that fit, as far as they have arrived, by start. */
  public List<Trace> traces(Search search) {
    return traces("/api/v3/traces", search.parameters());
  }

  private List<Trace> traces(String path, Map<String, String> parameters) {
    HttpResponse<InputStream> response = send(path, parameters);
    try (InputStream body = response.body()) {
      if (response.statusCode() == NOT_FOUND) {
        return List.of();
      }
      if (response.statusCode() != OK) {
        throw refused(
            response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
      return TraceFiles.read(body, base + path, TraceFiles.Limits.STANDARD);
    } catch (IOException e) {
      throw new JaegerException(String.valueOf(e.getMessage()), e);
    }
  }

  private String answer(String path, Map<String, String> parameters) {
    HttpResponse<InputStream> response = send(path, parameters);
    try (InputStream body = response.body()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      if (response.statusCode() != OK) {
        throw refused(response.statusCode(), text);
      }
      return text;
    } catch (IOException e) {
      throw new JaegerException(base + path + ": " + e.getMessage(), e);
    }
  }

  private HttpResponse<InputStream> send(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path + query)).timeout(LIMIT).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new JaegerException("nothing answers on " + base + " as Jaeger would", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JaegerException("interrupted while asking " + base, e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** Jaeger's complaint is {@code {"error":{"httpCode":400,"message":"…"}}}. */
  private JaegerException refused(int status, String body) {
    String message = body.strip();
    try {
      if (JsonParser.parseString(body) instanceof JsonObject object
          && object.get("error") instanceof JsonObject error
          && error.has("message")) {
        message = error.get("message").getAsString();
      }
    } catch (JsonParseException e) {
      message = "no JSON: " + message.lines().findFirst().orElse("");
    }
    return new JaegerException("%s answers %d: %s".formatted(base, status, message), null);
  }

  private List<String> texts(String body, String field, Function<JsonElement, String> text) {
    try {
      JsonElement list = JsonParser.parseString(body).getAsJsonObject().get(field);
      return list instanceof JsonArray array
          ? StreamSupport.stream(array.spliterator(), false).map(text).sorted().toList()
          : List.of();
    } catch (JsonParseException | IllegalStateException e) {
      throw new JaegerException(base + " does not answer as Jaeger's /api/v3 does", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
