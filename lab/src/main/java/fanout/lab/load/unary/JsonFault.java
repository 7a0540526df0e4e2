package fanout.lab.load.unary;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import fanout.runtime.spec.SpecException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the field that protobuf's JSON parser complained of: the parser's own message names the
 * value ("Not an int32 value") and not where it stands. Fields are tried one by one, from the
 * outside to the inside.
 */
final class JsonFault {
  private final JsonFormat.Parser parser;

  JsonFault(JsonFormat.Parser parser) {
    this.parser = parser;
  }

  /** The complaint with the path of its field in front. */
  SpecException find(JsonObject object, Descriptor type, InvalidProtocolBufferException whole) {
    return new SpecException("--data: " + complaint(object, type, whole, ""), whole);
  }

  private String complaint(
      JsonObject object, Descriptor type, InvalidProtocolBufferException whole, String path) {
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      JsonObject alone = new JsonObject();
      alone.add(entry.getKey(), entry.getValue());
      InvalidProtocolBufferException error = errorOf(alone, type);
      if (error != null) {
        String field = path + entry.getKey();
        return inside(entry, type, error, field);
      }
    }
    return (path.isEmpty() ? "" : path + " ") + whole.getMessage();
  }

  private String inside(
      Map.Entry<String, JsonElement> entry,
      Descriptor type,
      InvalidProtocolBufferException error,
      String path) {
    FieldDescriptor field = field(type, entry.getKey());
    if (field == null) {
      String fields =
          type.getFields().stream()
              .map(FieldDescriptor::getJsonName)
              .collect(Collectors.joining(", "));
      return "%s: there is no such field in %s; it has %s"
          .formatted(path, type.getFullName(), fields.isEmpty() ? "none" : fields);
    }
    JsonElement value = entry.getValue();
    if (field.isRepeated() && !field.isMapField() && value.isJsonArray()) {
      return element(entry.getKey(), field, type, value.getAsJsonArray(), error, path);
    }
    if (isNested(field) && !field.isRepeated() && value.isJsonObject()) {
      return complaint(value.getAsJsonObject(), field.getMessageType(), error, path + ".");
    }
    return path + ": " + error.getMessage();
  }

  private String element(
      String key,
      FieldDescriptor field,
      Descriptor type,
      JsonArray elements,
      InvalidProtocolBufferException whole,
      String path) {
    for (int i = 0; i < elements.size(); i++) {
      JsonArray one = new JsonArray();
      one.add(elements.get(i));
      JsonObject alone = new JsonObject();
      alone.add(key, one);
      InvalidProtocolBufferException error = errorOf(alone, type);
      if (error != null) {
        String at = "%s[%d]".formatted(path, i);
        return isNested(field) && elements.get(i).isJsonObject()
            ? complaint(elements.get(i).getAsJsonObject(), field.getMessageType(), error, at + ".")
            : at + ": " + error.getMessage();
      }
    }
    return path + ": " + whole.getMessage();
  }

  /** The well-known types have a JSON form of their own, not that of their fields. */
  private static boolean isNested(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !field.getMessageType().getFile().getPackage().equals("google.protobuf");
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String key) {
    return type.getFields().stream()
        .filter(field -> key.equals(field.getJsonName()) || key.equals(field.getName()))
        .findFirst()
        .orElse(null);
  }

  private @Nullable InvalidProtocolBufferException errorOf(JsonObject object, Descriptor type) {
    try {
      parser.merge(object.toString(), DynamicMessage.newBuilder(type));
      return null;
    } catch (InvalidProtocolBufferException e) {
      return e;
    }
  }
}
