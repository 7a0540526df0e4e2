package fanout.lab.trace;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The value of an attribute, as OTLP's {@code AnyValue} has it. Immutable and thread-safe. */
public sealed interface Value {
  /** As a person reads it. */
  String text();

  /** Characters. */
  record Text(String text) implements Value {}

  /** A whole number of 64 bits. */
  record Whole(long number) implements Value {
    @Override
    public String text() {
      return Long.toString(number);
    }
  }

  /** A floating-point number. */
  record Real(double number) implements Value {
    @Override
    public String text() {
      return Double.toString(number);
    }
  }

  /** Yes or no. */
  record Flag(boolean set) implements Value {
    @Override
    public String text() {
      return Boolean.toString(set);
    }
  }

  /** Raw bytes; their text is hexadecimal. */
  record Raw(ByteString bytes) implements Value {
    @Override
    public String text() {
      return HexFormat.of().formatHex(bytes.toByteArray());
    }
  }

  /** Values in order. */
  record Many(List<Value> values) implements Value {
    /** Takes a copy. */
    public Many {
      values = List.copyOf(values);
    }

    @Override
    public String text() {
      return values.stream().map(Value::text).toList().toString();
    }
  }

  /** Values by name. */
  record Group(Map<String, Value> values) implements Value {
    /** Takes a copy. */
    public Group {
      values = copy(values);
    }

    @Override
    public String text() {
      return values.entrySet().stream()
          .map(entry -> entry.getKey() + "=" + entry.getValue().text())
          .toList()
          .toString();
    }
  }

  /** An attribute that is there without a value. */
  record Nothing() implements Value {
    @Override
    public String text() {
      return "";
    }
  }

  /** An immutable copy in the same order, which {@code Map.copyOf} would not keep. */
  static Map<String, Value> copy(Map<String, Value> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
