package fanout.lab.trace;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import fanout.runtime.spec.Spec;
import java.io.IOException;
import java.util.Collection;

/** A form in which traces stand in a file. Immutable and thread-safe. */
public sealed interface TraceFormat permits JaegerJson, OtlpJson {
  /** Writes one JSON value with all the traces. */
  void write(Collection<Trace> traces, JsonWriter json) throws IOException;

  /** The name of the field by which an object of this form is known. */
  String field();

  /**
   * Reads the value of {@link #field}.
   *
   * @throws IOException if it cannot be read, or there are too many spans
   */
  void read(JsonReader json, SpanSink sink) throws IOException;

  /**
   * The form to write where nobody asks for another: Jaeger's own, because every version of its UI
   * opens that in the browser by itself, while OTLP needs a server with a newer version behind it.
   */
  static TraceFormat standard() {
    return new JaegerJson();
  }

  /** The name in flags. */
  default String name() {
    return Spec.print(this);
  }
}
