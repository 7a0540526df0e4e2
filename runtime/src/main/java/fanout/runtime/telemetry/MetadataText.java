package fanout.runtime.telemetry;

import io.grpc.Metadata;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/** Lets a propagator read and write gRPC metadata. */
enum MetadataText implements TextMapGetter<Metadata>, TextMapSetter<Metadata> {
  INSTANCE;

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

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
