package fanout.lab.trace;

import com.google.protobuf.ByteString;
import fanout.runtime.spec.SpecException;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OTLP's protobuf messages ↔ {@link Span}. */
final class OtlpSpans {
  private static final HexFormat HEX = HexFormat.of();

  private OtlpSpans() {}

  /**
   * @throws SpecException if an id, a time or an enum is malformed
   */
  static Span span(io.opentelemetry.proto.trace.v1.Span span, Resource resource, String scope) {
    return new Span(
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        span.getName(),
        pick("kind", Span.Kind.values(), span.getKindValue()),
        resource,
        scope,
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano() - span.getStartTimeUnixNano(),
        new Span.Status(
            pick("status.code", Span.Status.Code.values(), span.getStatus().getCodeValue()),
            span.getStatus().getMessage()),
        values(span.getAttributesList()),
        span.getEventsList().stream()
            .map(
                e ->
                    new Span.Event(e.getTimeUnixNano(), e.getName(), values(e.getAttributesList())))
            .toList());
  }

  @SuppressWarnings("EnumOrdinal") // these ordinals are OTLP's numbers
  static io.opentelemetry.proto.trace.v1.Span message(Span span) {
    io.opentelemetry.proto.trace.v1.Span.Builder message =
        io.opentelemetry.proto.trace.v1.Span.newBuilder()
            .setTraceId(bytes(span.traceId()))
            .setSpanId(bytes(span.spanId()))
            .setParentSpanId(bytes(span.parentId()))
            .setName(span.name())
            .setKindValue(span.kind().ordinal())
            .setStartTimeUnixNano(span.startNanos())
            .setEndTimeUnixNano(span.endNanos())
            .addAllAttributes(pairs(span.attributes()));
    message
        .getStatusBuilder()
        .setCodeValue(span.status().code().ordinal())
        .setMessage(span.status().message());
    for (Span.Event event : span.events()) {
      message
          .addEventsBuilder()
          .setTimeUnixNano(event.nanos())
          .setName(event.name())
          .addAllAttributes(pairs(event.attributes()));
    }
    return message.build();
  }

  static Resource resource(io.opentelemetry.proto.resource.v1.Resource resource) {
    return new Resource(values(resource.getAttributesList()));
  }

  static io.opentelemetry.proto.resource.v1.Resource message(Resource resource) {
    return io.opentelemetry.proto.resource.v1.Resource.newBuilder()
        .addAllAttributes(pairs(resource.attributes()))
        .build();
  }

  private static Map<String, Value> values(List<KeyValue> pairs) {
    Map<String, Value> values = new LinkedHashMap<>();
    pairs.forEach(pair -> values.put(pair.getKey(), value(pair.getValue())));
    return values;
  }

  private static List<KeyValue> pairs(Map<String, Value> values) {
    return values.entrySet().stream()
        .map(e -> KeyValue.newBuilder().setKey(e.getKey()).setValue(message(e.getValue())).build())
        .toList();
  }

  /** What a later version of OTLP may add is kept as a value that says nothing. */
  private static Value value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> new Value.Text(value.getStringValue());
      case BOOL_VALUE -> new Value.Flag(value.getBoolValue());
      case INT_VALUE -> new Value.Whole(value.getIntValue());
      case DOUBLE_VALUE -> new Value.Real(value.getDoubleValue());
      case ARRAY_VALUE ->
          new Value.Many(
              value.getArrayValue().getValuesList().stream().map(OtlpSpans::value).toList());
      case KVLIST_VALUE -> new Value.Group(values(value.getKvlistValue().getValuesList()));
      case BYTES_VALUE -> new Value.Raw(value.getBytesValue());
      default -> new Value.Nothing();
    };
  }

  private static AnyValue message(Value value) {
    AnyValue.Builder message = AnyValue.newBuilder();
    return switch (value) {
      case Value.Text text -> message.setStringValue(text.text()).build();
      case Value.Whole whole -> message.setIntValue(whole.number()).build();
      case Value.Real real -> message.setDoubleValue(real.number()).build();
      case Value.Flag flag -> message.setBoolValue(flag.set()).build();
      case Value.Raw raw -> message.setBytesValue(raw.bytes()).build();
      case Value.Many many ->
          message
              .setArrayValue(
                  ArrayValue.newBuilder()
                      .addAllValues(many.values().stream().map(OtlpSpans::message).toList()))
              .build();
      case Value.Group group ->
          message
              .setKvlistValue(KeyValueList.newBuilder().addAllValues(pairs(group.values())))
              .build();
      case Value.Nothing nothing -> message.build();
    };
  }

  private static <T> T pick(String field, T[] choices, int number) {
    SpecException.require(
        number >= 0 && number < choices.length, field, number, "0 to " + (choices.length - 1));
    return choices[number];
  }

  private static String hex(ByteString id) {
    return HEX.formatHex(id.toByteArray());
  }

  private static ByteString bytes(String id) {
    return ByteString.copyFrom(HEX.parseHex(id));
  }
}
