package fanout.lab.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * {@code results.json}: the fields of the records by their names, an absent figure as {@code null},
 * instants as ISO 8601 texts, infinities as {@code "Infinity"} and {@code "-Infinity"}. Reading
 * gives back what was written.
 */
public final class ResultFiles {
  /** The name of the file within a run's folder. */
  public static final String NAME = "results.json";

  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls()
          .registerTypeAdapter(OptionalDouble.class, new OptionalDoubles())
          .registerTypeAdapter(Instant.class, new Instants())
          .registerTypeAdapter(double.class, new Doubles())
          .registerTypeAdapter(Double.class, new Doubles())
          .create();

  private ResultFiles() {}

  /** Writes a result to a file, which is made or replaced. */
  public static void write(ExperimentResult result, Path file) throws IOException {
    Files.writeString(file, GSON.toJson(result) + "\n", StandardCharsets.UTF_8);
  }

  /**
   * Reads a result.
   *
   * @param path the file, or the folder of a run
   * @throws SpecException if there is none, it is malformed, or of another schema; the message
   *     names the file
   */
  public static ExperimentResult read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
    try {
      JsonElement json = JsonParser.parseString(Files.readString(file));
      if (!(json instanceof JsonObject object)) {
        throw new SpecException(file + ": is not the result of an experiment");
      }
      int schema =
          object.get("schema") instanceof JsonPrimitive number && number.isNumber()
              ? number.getAsInt()
              : 0;
      SpecException.require(
          schema == ExperimentResult.SCHEMA,
          file + " → schema",
          schema,
          String.valueOf(ExperimentResult.SCHEMA));
      for (RecordComponent component : ExperimentResult.class.getRecordComponents()) {
        SpecException.require(
            object.has(component.getName()) && !object.get(component.getName()).isJsonNull(),
            file.toString(),
            "no " + component.getName(),
            "the fields of docs/results.md");
      }
      return GSON.fromJson(object, ExperimentResult.class);
    } catch (NoSuchFileException e) {
      throw new SpecException(file + ": there is no such file", e);
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      throw e instanceof SpecException known
          ? known
          : new SpecException(file + ": " + e.getMessage(), e);
    }
  }

  /** {@code null} stands for none. */
  private static final class OptionalDoubles extends TypeAdapter<OptionalDouble> {
    private final Doubles doubles = new Doubles();

    @Override
    public void write(JsonWriter json, OptionalDouble value) throws IOException {
      if (value.isPresent()) {
        doubles.write(json, value.getAsDouble());
      } else {
        json.nullValue();
      }
    }

    @Override
    public OptionalDouble read(JsonReader json) throws IOException {
      if (json.peek() == JsonToken.NULL) {
        json.nextNull();
        return OptionalDouble.empty();
      }
      return OptionalDouble.of(doubles.read(json));
    }
  }

  /** JSON has no infinities. */
  private static final class Doubles extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter json, Double value) throws IOException {
      if (value.isInfinite() || value.isNaN()) {
        json.value(value.toString());
      } else {
        json.value(value);
      }
    }

    @Override
    public Double read(JsonReader json) throws IOException {
      return json.peek() == JsonToken.STRING
          ? Double.valueOf(json.nextString())
          : Double.valueOf(json.nextDouble());
    }
  }

  private static final class Instants extends TypeAdapter<Instant> {
    @Override
    public void write(JsonWriter json, Instant value) throws IOException {
      json.value(value.toString());
    }

    @Override
    public Instant read(JsonReader json) throws IOException {
      return Instant.parse(json.nextString());
    }
  }
}
