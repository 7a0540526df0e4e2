package fanout.lab.trace;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * OTLP in JSON: protobuf's JSON form, except that ids are hexadecimal rather than Base64 and enums
 * are numbers (opentelemetry-specification, "JSON Protobuf Encoding").
 */
@Spec.Name(
    value = "otlp",
    doc = "OTLP JSON, exact to the nanosecond, for collectors and Jaeger 1.52 on")
public record OtlpJson() implements TraceFormat {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().printingEnumsAsInts().omittingInsignificantWhitespace();
  private static final Gson GSON = new Gson();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final List<String> IDS = List.of("traceId", "spanId", "parentSpanId");
  private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})*");

  /** A span before the process that wrote it is known: JSON has no order of fields. */
  private record Draft(io.opentelemetry.proto.trace.v1.Span span, String scope, String path) {
    Span span(Resource resource) {
      try {
        return OtlpSpans.span(span, resource, scope);
      } catch (SpecException e) {
        throw TraceFiles.at(path, e);
      }
    }
  }

  @Override
  public String field() {
    return "resourceSpans";
  }

  @Override
  public void write(Collection<Trace> traces, JsonWriter json) throws IOException {
    Map<Resource, Map<String, List<Span>>> processes = new LinkedHashMap<>();
    traces.stream()
        .flatMap(Trace::spans)
        .forEach(
            span ->
                processes
                    .computeIfAbsent(span.resource(), r -> new LinkedHashMap<>())
                    .computeIfAbsent(span.scope(), s -> new ArrayList<>())
                    .add(span));
    json.beginObject().name(field()).beginArray();
    for (var process : processes.entrySet()) {
      json.beginObject().name("resource");
      write(object(OtlpSpans.message(process.getKey())), json);
      json.name("scopeSpans").beginArray();
      for (var scope : process.getValue().entrySet()) {
        json.beginObject()
            .name("scope")
            .beginObject()
            .name("name")
            .value(scope.getKey())
            .endObject();
        json.name("spans").beginArray();
        for (Span span : scope.getValue()) {
          write(hexIds(object(OtlpSpans.message(span)), span), json);
        }
        json.endArray().endObject();
      }
      json.endArray().endObject();
    }
    json.endArray().endObject();
  }

  @Override
  public void read(JsonReader json, SpanSink sink) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      process(json, sink);
    }
    json.endArray();
  }

  private static void process(JsonReader json, SpanSink sink) throws IOException {
    Resource resource = new Resource(Map.of());
    List<Draft> drafts = new ArrayList<>();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "resource" -> {
          String path = json.getPath();
          var message = io.opentelemetry.proto.resource.v1.Resource.newBuilder();
          merge(JsonParser.parseReader(json), message, path);
          resource = OtlpSpans.resource(message.build());
        }
        case "scopeSpans" -> {
          json.beginArray();
          while (json.hasNext()) {
            scope(json, sink, drafts);
          }
          json.endArray();
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
    for (Draft draft : drafts) {
      sink.add(draft.span(resource));
    }
  }

  private static void scope(JsonReader json, SpanSink sink, List<Draft> drafts) throws IOException {
    String scope = "";
    List<Draft> found = new ArrayList<>();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "scope" -> {
          var message = io.opentelemetry.proto.common.v1.InstrumentationScope.newBuilder();
          String path = json.getPath();
          merge(JsonParser.parseReader(json), message, path);
          scope = message.getName();
        }
        case "spans" -> {
          json.beginArray();
          while (json.hasNext()) {
            sink.announce();
            found.add(draft(json));
          }
          json.endArray();
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
    for (Draft draft : found) {
      drafts.add(new Draft(draft.span(), scope, draft.path()));
    }
  }

  private static Draft draft(JsonReader json) throws IOException {
    String path = json.getPath();
    JsonElement element = JsonParser.parseReader(json);
    var message = io.opentelemetry.proto.trace.v1.Span.newBuilder();
    if (element instanceof JsonObject object) {
      object.remove("links");
      for (String id : IDS) {
        base64(object, id, path);
      }
    }
    merge(element, message, path);
    return new Draft(message.build(), "", path);
  }

  private static void merge(JsonElement from, Message.Builder message, String path) {
    try {
      PARSER.merge(from.toString(), message);
    } catch (InvalidProtocolBufferException e) {
      throw TraceFiles.at(path, e);
    }
  }

  private static JsonObject object(MessageOrBuilder message) throws IOException {
    return JsonParser.parseString(PRINTER.print(message)).getAsJsonObject();
  }

  private static void write(JsonElement element, JsonWriter json) throws IOException {
    GSON.toJson(element, json);
  }

  private static JsonObject hexIds(JsonObject object, Span span) {
    object.addProperty("traceId", span.traceId());
    object.addProperty("spanId", span.spanId());
    if (!span.isRoot()) {
      object.addProperty("parentSpanId", span.parentId());
    }
    return object;
  }

  /** Turns a hexadecimal id into what protobuf's parser expects. */
  private static void base64(JsonObject object, String field, String path) {
    JsonElement id = object.get(field);
    if (id == null || id.isJsonNull()) {
      return;
    }
    String text = id.isJsonPrimitive() ? id.getAsString() : id.toString();
    SpecException.require(
        HEX.matcher(text).matches(),
        path + "." + field,
        text,
        "hexadecimal digits (OTLP's JSON does not write ids in Base64)");
    object.addProperty(field, Base64.getEncoder().encodeToString(HexFormat.of().parseHex(text)));
  }
}
