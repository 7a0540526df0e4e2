package fanout.lab.load.unary;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Requests written in protobuf's JSON form. An array is several requests, which are sent in turn.
 * Data without placeholders is encoded once; data with them anew for each call, which costs the
 * pacer some microseconds. Thread-safe.
 */
public final class JsonRequests implements LongFunction<byte[]> {
  private final Descriptor type;
  private final JsonFormat.Parser parser;
  private final Template data;
  private final List<byte[]> fixed;

  /**
   * Reads data for messages of a type.
   *
   * @throws SpecException that names the field, if the data does not fit the type
   */
  public JsonRequests(Descriptor type, String data) {
    this.type = type;
    this.parser =
        JsonFormat.parser().usingTypeRegistry(TypeRegistry.newBuilder().add(type).build());
    this.data = Template.of("--data", data);
    List<byte[]> first = encode(this.data.of(0));
    this.fixed = this.data.isFixed() ? first : List.of();
  }

  @Override
  public byte[] apply(long index) {
    List<byte[]> requests = data.isFixed() ? fixed : encode(data.of(index));
    return requests.get((int) (index % requests.size()));
  }

  private List<byte[]> encode(String text) {
    List<byte[]> encoded = new ArrayList<>();
    JsonArray several = array(text);
    for (int i = 0; i < several.size(); i++) {
      encoded.add(encode(several.get(i)));
    }
    return encoded;
  }

  private static JsonArray array(String text) {
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new SpecException("--data: this is no JSON: " + e.getMessage(), e);
    }
    JsonArray several = new JsonArray();
    if (json.isJsonArray()) {
      several = json.getAsJsonArray();
    } else {
      several.add(json);
    }
    boolean objects = several.asList().stream().allMatch(JsonElement::isJsonObject);
    SpecException.require(
        objects && !several.isEmpty(), "--data", text, "a JSON object, or an array of objects");
    return several;
  }

  private byte[] encode(JsonElement object) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    try {
      parser.merge(object.toString(), message);
    } catch (InvalidProtocolBufferException e) {
      throw new JsonFault(parser).find(object.getAsJsonObject(), type, e);
    }
    return message.build().toByteArray();
  }
}
