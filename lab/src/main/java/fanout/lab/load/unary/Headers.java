package fanout.lab.load.unary;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import fanout.lab.client.HeaderText;
import fanout.runtime.spec.SpecException;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Request metadata as people write it. A text may differ from call to call as a {@link Template}
 * does. Immutable and thread-safe.
 */
public final class Headers implements LongFunction<Metadata> {
  private final Metadata fixed = new Metadata();
  private final List<Entry> changing = new ArrayList<>();

  private record Entry(Metadata.Key<String> key, Template text) {}

  private Headers() {}

  /**
   * Reads metadata. The value of a key that ends in {@code -bin} is base64.
   *
   * @param json {@code {"key": "value"}}, as ghz takes it; may be empty
   * @param lines {@code key: value}, as grpcurl takes it
   * @throws SpecException if a key or a value is malformed
   */
  public static Headers of(String json, List<String> lines) {
    Headers headers = new Headers();
    if (!json.isBlank()) {
      for (Map.Entry<String, JsonElement> entry : object(json).entrySet()) {
        boolean text = entry.getValue().isJsonPrimitive();
        SpecException.require(text, "--metadata", entry.getKey(), "keys with a text each");
        headers.put("--metadata", entry.getKey(), entry.getValue().getAsString());
      }
    }
    for (String line : lines) {
      int colon = line.indexOf(':');
      SpecException.require(colon > 0, "--header", line, "key: value");
      headers.put("--header", line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return headers;
  }

  /** These and some more. */
  public Headers plus(Metadata more) {
    Headers all = new Headers();
    all.fixed.merge(fixed);
    all.fixed.merge(more);
    all.changing.addAll(changing);
    return all;
  }

  /** The metadata of a call, which is the caller's to change. */
  @Override
  public Metadata apply(long index) {
    Metadata headers = new Metadata();
    headers.merge(fixed);
    changing.forEach(entry -> headers.put(entry.key, entry.text.of(index)));
    return headers;
  }

  private static Map<String, JsonElement> object(String json) {
    try {
      return JsonParser.parseString(json).getAsJsonObject().asMap();
    } catch (JsonParseException | IllegalStateException e) {
      throw new SpecException("--metadata", json, "a JSON object of texts", e);
    }
  }

  private void put(String field, String key, String value) {
    try {
      if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        fixed.put(
            Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER),
            Base64.getDecoder().decode(value));
      } else {
        text(field, Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
      }
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(
          field,
          key + ": " + value,
          "a key of a-z 0-9 . _ -, not grpc-…, and base64 for a key that ends in -bin",
          e);
    }
  }

  private void text(String field, Metadata.Key<String> key, String value) {
    String name = field + " " + key.name();
    String otherwise = ", or base64 under a key that ends in -bin";
    Template text = Template.of(field, HeaderText.checked(name, value, otherwise));
    if (text.isFixed()) {
      fixed.put(key, value);
    } else {
      changing.add(new Entry(key, text));
    }
  }
}
