package fanout.lab.load.unary;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import fanout.runtime.spec.SpecException;
import io.grpc.Metadata;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Request metadata as people write it. */
public final class Headers {
  private Headers() {}

  /**
   * Reads metadata. The value of a key that ends in {@code -bin} is base64.
   *
   * @param json {@code {"key": "value"}}, as ghz takes it; may be empty
   * @param lines {@code key: value}, as grpcurl takes it
   * @throws SpecException if a key or a value is malformed
   */
  public static Metadata of(String json, List<String> lines) {
    Metadata headers = new Metadata();
    if (!json.isBlank()) {
      for (Map.Entry<String, JsonElement> entry : object(json).entrySet()) {
        boolean text = entry.getValue().isJsonPrimitive();
        SpecException.require(text, "--metadata", entry.getKey(), "keys with a text each");
        put(headers, "--metadata", entry.getKey(), entry.getValue().getAsString());
      }
    }
    for (String line : lines) {
      int colon = line.indexOf(':');
      SpecException.require(colon > 0, "--header", line, "key: value");
      put(headers, "--header", line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static Map<String, JsonElement> object(String json) {
    try {
      return JsonParser.parseString(json).getAsJsonObject().asMap();
    } catch (JsonParseException | IllegalStateException e) {
      SpecException told = new SpecException("--metadata", json, "a JSON object of texts");
      told.initCause(e);
      throw told;
    }
  }

  private static void put(Metadata headers, String field, String key, String value) {
    try {
      if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        headers.put(
            Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER),
            Base64.getDecoder().decode(value));
      } else {
        headers.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
      }
    } catch (IllegalArgumentException e) {
      SpecException told =
          new SpecException(
              field,
              key + ": " + value,
              "a key of a-z 0-9 . _ -, not grpc-…, and base64 for a key that ends in -bin");
      told.initCause(e);
      throw told;
    }
  }
}
