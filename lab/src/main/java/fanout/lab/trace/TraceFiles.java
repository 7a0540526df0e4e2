package fanout.lab.trace;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import fanout.lab.file.NamedFile;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Reads and writes files of traces. Thread-safe. */
public final class TraceFiles {
  private static final List<TraceFormat> FORMATS =
      Spec.variants(TraceFormat.class).stream()
          .map(variant -> Spec.parse(TraceFormat.class, variant.name()))
          .toList();

  /**
   * How much of a file is read before it is refused.
   *
   * @param bytes of the file
   * @param spans in it
   */
  public record Limits(long bytes, int spans) {
    /** Enough for hours of a testbed, and little enough for the memory of a laptop. */
    public static final Limits STANDARD = new Limits(256L << 20, 200_000);

    /** Both above zero. */
    public Limits {
      SpecException.require(bytes > 0, "bytes", bytes, "1 or more");
      SpecException.require(spans > 0, "spans", spans, "1 or more");
    }
  }

  private TraceFiles() {}

  /**
   * Reads OTLP JSON (one object, an array of them, or a line for each) or Jaeger JSON, which is
   * what its UI and its query API hand out; the content tells which. The file is read as a stream.
   *
   * @return the traces by start; empty if the file holds no span
   * @throws IOException if the file cannot be read, is neither form, is malformed or goes beyond a
   *     limit; the message names the file, the place in it and what is wrong
   */
  public static List<Trace> read(Path file, Limits limits) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return read(stream, file.toString(), limits);
    } catch (FileSystemException e) {
      throw new IOException(NamedFile.problem(e), e);
    }
  }

  /**
   * The same from a stream, which its owner closes.
   *
   * @param name of where it comes from, for complaints
   */
  public static List<Trace> read(InputStream stream, String name, Limits limits)
      throws IOException {
    SpanSink sink = new SpanSink(limits.spans());
    // Not closed: that would close a stream which is not ours.
    JsonReader json =
        new JsonReader(
            new InputStreamReader(
                new BufferedInputStream(new Bounded(stream, limits.bytes())),
                StandardCharsets.UTF_8.newDecoder()));
    json.setStrictness(Strictness.STRICT);
    try {
      values(json, sink);
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": is not UTF-8 text", e);
    } catch (IOException | JsonParseException | IllegalStateException | SpecException e) {
      throw new IOException(name + ": " + reason(e), e);
    }
    return Trace.group(sink.spans());
  }

  /**
   * Writes traces to a file, which is made or replaced.
   *
   * @throws IOException with its name if it cannot be written; what is there then is incomplete
   */
  public static void write(Path file, TraceFormat format, Collection<Trace> traces)
      throws IOException {
    NamedFile.write(file, () -> writeJson(file, format, traces));
  }

  private static void writeJson(Path file, TraceFormat format, Collection<Trace> traces)
      throws IOException {
    try (JsonWriter json = new JsonWriter(Files.newBufferedWriter(file))) {
      json.setHtmlSafe(false);
      format.write(traces, json);
    }
  }

  /** The same complaint, with the place in the file. */
  static SpecException at(String path, Exception complaint) {
    return new SpecException(path + ": " + reason(complaint), complaint);
  }

  /** Every value of the file: JSON lines are several. */
  private static void values(JsonReader json, SpanSink sink) throws IOException {
    boolean any = false;
    while (true) {
      // Only between the values of JSON lines must the reader be less than strict.
      json.setStrictness(any ? Strictness.LENIENT : Strictness.STRICT);
      JsonToken next = json.peek();
      json.setStrictness(Strictness.STRICT);
      if (next == JsonToken.END_DOCUMENT) {
        return;
      }
      value(json, sink);
      any = true;
    }
  }

  private static void value(JsonReader json, SpanSink sink) throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      object(json, sink);
      return;
    }
    json.beginArray();
    while (json.hasNext()) {
      object(json, sink);
    }
    json.endArray();
  }

  private static void object(JsonReader json, SpanSink sink) throws IOException {
    String path = json.getPath();
    boolean known = false;
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      List<TraceFormat> fitting = FORMATS.stream().filter(f -> f.field().equals(name)).toList();
      if (!fitting.isEmpty()) {
        fitting.getFirst().read(json, sink);
        known = true;
      } else if (name.equals("result")) {
        // The envelope of Jaeger's /api/v3/traces.
        object(json, sink);
        known = true;
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    SpecException.require(
        known, path, "object", "one with the field " + String.join(" or ", fields()));
  }

  private static List<String> fields() {
    return FORMATS.stream().map(f -> f.field() + " (" + f.name() + ")").toList();
  }

  /** What the person should read: Gson adds a link, and wraps what it meets while reading. */
  private static String reason(Throwable e) {
    Throwable told =
        Stream.iterate(e, Throwable::getCause)
            .takeWhile(cause -> cause != null)
            .filter(cause -> cause.getMessage() != null && !(cause instanceof JsonParseException))
            .findFirst()
            .orElse(e);
    return String.valueOf(told.getMessage()).lines().findFirst().orElse("cannot be read");
  }

  /** Refuses to hand out more than a number of bytes. */
  private static final class Bounded extends FilterInputStream {
    private final long limit;
    private long left;

    Bounded(InputStream in, long limit) {
      super(in);
      this.limit = limit;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int got = super.read(buffer, offset, length);
      count(Math.max(got, 0));
      return got;
    }

    private void count(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("more than %,d bytes".formatted(limit));
      }
    }
  }
}
