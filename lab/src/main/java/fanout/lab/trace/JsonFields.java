package fanout.lab.trace;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A JSON object that knows where in the file it stands, for the sake of its complaints.
 *
 * @param path in JSONPath
 * @param object its fields
 */
record JsonFields(String path, JsonObject object) {
  private static final Pattern MICROS = Pattern.compile("[0-8]?\\d{1,15}");

  /** Reads the next value, which must be an object. */
  static JsonFields read(JsonReader json) throws IOException {
    String path = json.getPath();
    return of(path, JsonParser.parseReader(json));
  }

  private static JsonFields of(String path, JsonElement element) {
    SpecException.require(element.isJsonObject(), path, element, "an object");
    return new JsonFields(path, element.getAsJsonObject());
  }

  /** The text of a string, number or flag; it must be there. */
  String text(String field) {
    JsonElement value = object.get(field);
    SpecException.require(
        value != null && value.isJsonPrimitive(),
        path + "." + field,
        value == null ? "nothing" : value,
        "a string, a number, true or false");
    return value.getAsString();
  }

  /** A number of microseconds, in nanoseconds. */
  long nanos(String field) {
    String text = text(field);
    SpecException.require(
        MICROS.matcher(text).matches(), path + "." + field, text, "whole microseconds, 0 or more");
    return Math.multiplyExact(Long.parseLong(text), 1_000L);
  }

  /** The objects of a list; a field that is absent or null is an empty one. */
  List<JsonFields> list(String field) {
    JsonElement value = object.get(field);
    if (value == null || value.isJsonNull()) {
      return List.of();
    }
    String at = path + "." + field;
    SpecException.require(value.isJsonArray(), at, value, "a list");
    JsonArray array = value.getAsJsonArray();
    return IntStream.range(0, array.size())
        .mapToObj(i -> of(at + "[" + i + "]", array.get(i)))
        .toList();
  }
}
