package fanout.lab.trace;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON of Jaeger's UI: its upload takes it and its download gives it. Times are whole
 * microseconds, cut rather than rounded, and ends likewise, so that a child stays within its
 * parent. Kind, status and scope are tags, as OpenTelemetry's mapping to Jaeger asks. An attribute
 * that is a list or a group becomes text.
 */
@Spec.Name(
    value = "jaeger",
    doc = "Jaeger JSON, in microseconds, which every Jaeger UI opens by Upload")
public record JaegerJson() implements TraceFormat {
  private static final String KIND = "span.kind";
  private static final String STATUS = "otel.status_code";
  private static final String STATUS_MESSAGE = "otel.status_description";
  private static final String SCOPE = "otel.scope.name";
  private static final String ERROR = "error";
  private static final String EVENT = "event";

  @Override
  public String field() {
    return "data";
  }

  @Override
  public void write(Collection<Trace> traces, JsonWriter json) throws IOException {
    json.beginObject().name(field()).beginArray();
    for (Trace trace : traces) {
      Map<Resource, String> processes = new LinkedHashMap<>();
      json.beginObject().name("traceID").value(trace.id()).name("spans").beginArray();
      for (Span span : trace.spans().toList()) {
        String process = "p" + (processes.size() + 1);
        String known = processes.putIfAbsent(span.resource(), process);
        write(span, known == null ? process : known, json);
      }
      json.endArray().name("processes").beginObject();
      for (var process : processes.entrySet()) {
        json.name(process.getValue()).beginObject();
        json.name("serviceName").value(process.getKey().service());
        Map<String, Value> tags = new LinkedHashMap<>(process.getKey().attributes());
        tags.remove(Resource.SERVICE_NAME);
        tags("tags", tags, json);
        json.endObject();
      }
      json.endObject().endObject();
    }
    json.endArray().endObject();
  }

  private static void write(Span span, String process, JsonWriter json) throws IOException {
    long start = span.startNanos() / 1_000;
    json.beginObject();
    json.name("traceID").value(span.traceId()).name("spanID").value(span.spanId());
    json.name("operationName").value(span.name()).name("references").beginArray();
    if (!span.isRoot()) {
      json.beginObject().name("refType").value("CHILD_OF");
      json.name("traceID").value(span.traceId()).name("spanID").value(span.parentId()).endObject();
    }
    json.endArray();
    json.name("startTime").value(start).name("duration").value(span.endNanos() / 1_000 - start);
    tags("tags", tagsOf(span), json);
    json.name("logs").beginArray();
    for (Span.Event event : span.events()) {
      Map<String, Value> fields = new LinkedHashMap<>(Map.of(EVENT, new Value.Text(event.name())));
      fields.putAll(event.attributes());
      json.beginObject().name("timestamp").value(event.nanos() / 1_000);
      tags("fields", fields, json);
      json.endObject();
    }
    json.endArray().name("processID").value(process).endObject();
  }

  private static Map<String, Value> tagsOf(Span span) {
    Map<String, Value> tags = new LinkedHashMap<>();
    if (span.kind() != Span.Kind.UNSPECIFIED) {
      tags.put(KIND, new Value.Text(span.kind().name().toLowerCase(Locale.ROOT)));
    }
    tags.putAll(span.attributes());
    if (!span.scope().isEmpty()) {
      tags.put(SCOPE, new Value.Text(span.scope()));
    }
    if (span.status().code() != Span.Status.Code.UNSET) {
      tags.put(STATUS, new Value.Text(span.status().code().name()));
    }
    if (!span.status().message().isEmpty()) {
      tags.put(STATUS_MESSAGE, new Value.Text(span.status().message()));
    }
    if (span.status().code() == Span.Status.Code.ERROR) {
      tags.put(ERROR, new Value.Flag(true));
    }
    return tags;
  }

  private static void tags(String name, Map<String, Value> tags, JsonWriter json)
      throws IOException {
    json.name(name).beginArray();
    for (var tag : tags.entrySet()) {
      json.beginObject().name("key").value(tag.getKey()).name("type");
      switch (tag.getValue()) {
        case Value.Flag flag -> json.value("bool").name("value").value(flag.set());
        case Value.Whole whole -> json.value("int64").name("value").value(whole.number());
        case Value.Real real when Double.isFinite(real.number()) ->
            json.value("float64").name("value").value(real.number());
        case Value.Raw raw ->
            json.value("binary")
                .name("value")
                .value(Base64.getEncoder().encodeToString(raw.bytes().toByteArray()));
        case Value.Text text -> json.value("string").name("value").value(text.text());
        case Value.Real other -> json.value("string").name("value").value(other.text());
        case Value.Many other -> json.value("string").name("value").value(other.text());
        case Value.Group other -> json.value("string").name("value").value(other.text());
        case Value.Nothing other -> json.value("string").name("value").value(other.text());
      }
      json.endObject();
    }
    json.endArray();
  }

  @Override
  public void read(JsonReader json, SpanSink sink) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      trace(json, sink);
    }
    json.endArray();
  }

  /** Spans name their process, and processes stand behind them: spans wait for that. */
  private static void trace(JsonReader json, SpanSink sink) throws IOException {
    List<JsonFields> spans = new ArrayList<>();
    Map<String, Resource> processes = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "spans" -> {
          json.beginArray();
          while (json.hasNext()) {
            sink.announce();
            spans.add(JsonFields.read(json));
          }
          json.endArray();
        }
        case "processes" -> {
          json.beginObject();
          while (json.hasNext()) {
            processes.put(json.nextName(), process(JsonFields.read(json)));
          }
          json.endObject();
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
    for (JsonFields span : spans) {
      sink.add(span(span, processes));
    }
  }

  private static Resource process(JsonFields process) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    attributes.put(Resource.SERVICE_NAME, new Value.Text(process.text("serviceName")));
    attributes.putAll(values(process.list("tags")));
    return new Resource(attributes);
  }

  private static Span span(JsonFields span, Map<String, Resource> processes) {
    Resource process = processes.get(span.text("processID"));
    if (process == null) {
      throw new SpecException(
          span.path() + ".processID",
          span.text("processID"),
          "a name under processes: " + String.join(", ", processes.keySet()));
    }
    Map<String, Value> tags = values(span.list("tags"));
    boolean failed = "true".equals(taken(tags, ERROR));
    Span.Status status =
        new Span.Status(
            code(span.path(), taken(tags, STATUS), failed), taken(tags, STATUS_MESSAGE));
    try {
      return new Span(
          padded(span.text("traceID"), 32),
          padded(span.text("spanID"), 16),
          parent(span),
          span.text("operationName"),
          kind(span.path(), taken(tags, KIND)),
          process,
          taken(tags, SCOPE),
          span.nanos("startTime"),
          span.nanos("duration"),
          status,
          tags,
          span.list("logs").stream().map(JaegerJson::event).toList());
    } catch (SpecException e) {
      throw TraceFiles.at(span.path(), e);
    }
  }

  private static Span.Event event(JsonFields log) {
    Map<String, Value> fields = values(log.list("fields"));
    return new Span.Event(log.nanos("timestamp"), taken(fields, EVENT), fields);
  }

  private static String parent(JsonFields span) {
    return span.list("references").stream()
        .filter(reference -> reference.text("refType").equals("CHILD_OF"))
        .map(reference -> padded(reference.text("spanID"), 16))
        .findFirst()
        .orElse("");
  }

  private static Span.Kind kind(String path, String text) {
    return text.isEmpty() ? Span.Kind.UNSPECIFIED : constant(Span.Kind.class, path, KIND, text);
  }

  private static Span.Status.Code code(String path, String text, boolean failed) {
    if (text.isEmpty()) {
      return failed ? Span.Status.Code.ERROR : Span.Status.Code.UNSET;
    }
    return constant(Span.Status.Code.class, path, STATUS, text);
  }

  private static <T extends Enum<T>> T constant(
      Class<T> type, String path, String tag, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String allowed = List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT);
      throw TraceFiles.at(path, new SpecException("tag " + tag, text, allowed));
    }
  }

  /** Old clients wrote ids without leading zeros, and trace ids of 64 bits. */
  private static String padded(String id, int digits) {
    return "0".repeat(Math.max(0, digits - id.length())) + id.toLowerCase(Locale.ROOT);
  }

  private static String taken(Map<String, Value> tags, String key) {
    Value value = tags.remove(key);
    return value == null ? "" : value.text();
  }

  private static Map<String, Value> values(List<JsonFields> tags) {
    Map<String, Value> values = new LinkedHashMap<>();
    tags.forEach(tag -> values.put(tag.text("key"), value(tag)));
    return values;
  }

  private static Value value(JsonFields tag) {
    String text = tag.text("value");
    try {
      return switch (tag.text("type")) {
        case "bool" -> new Value.Flag(Boolean.parseBoolean(text));
        case "int64" -> new Value.Whole(Long.parseLong(text));
        case "float64" -> new Value.Real(Double.parseDouble(text));
        case "binary" -> new Value.Raw(ByteString.copyFrom(Base64.getDecoder().decode(text)));
        default -> new Value.Text(text);
      };
    } catch (IllegalArgumentException e) {
      throw TraceFiles.at(tag.path(), new SpecException("value", text, "a " + tag.text("type")));
    }
  }
}
