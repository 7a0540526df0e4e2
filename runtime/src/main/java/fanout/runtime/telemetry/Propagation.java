package fanout.runtime.telemetry;

import io.grpc.Metadata;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a propagator read and write gRPC metadata. Immutable and thread-safe. */
final class Propagation implements TextMapGetter<Metadata>, TextMapSetter<Metadata> {
  private final TextMapPropagator propagator;

  /** Those of the propagator's own fields: making one checks its name letter by letter. */
  private final Map<String, Metadata.Key<String>> keys = new HashMap<>();

  Propagation(OpenTelemetry openTelemetry) {
    this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    propagator.fields().forEach(field -> keys.put(field, newKey(field)));
  }

  /** The context that headers brought along, on top of the root. */
  Context extract(Metadata headers) {
    return propagator.extract(Context.root(), headers, this);
  }

  /** Writes a context into headers. */
  void inject(Context context, Metadata headers) {
    propagator.inject(context, headers, this);
  }

  @Override
  public Iterable<String> keys(Metadata carrier) {
    return carrier.keys();
  }

  @Override
  public @Nullable String get(@Nullable Metadata carrier, String key) {
    return carrier == null ? null : carrier.get(key(key));
  }

  /** Replaces: metadata allows duplicates, and two trace parents are none. */
  @Override
  public void set(@Nullable Metadata carrier, String key, String value) {
    if (carrier != null) {
      carrier.discardAll(key(key));
      carrier.put(key(key), value);
    }
  }

  private Metadata.Key<String> key(String name) {
    Metadata.Key<String> known = keys.get(name);
    return known == null ? newKey(name) : known;
  }

  private static Metadata.Key<String> newKey(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
