package fanout.runtime.telemetry;

import io.grpc.ClientInterceptor;
import io.grpc.ServerBuilder;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a process says about itself: spans, metrics, and how its gRPC servers and channels are made to
 * produce them. Thread-safe; holds no global state, so that several may live in one process.
 */
public final class Telemetry implements AutoCloseable {
  /** The name of the instrumentation scope of every span and instrument. */
  static final String SCOPE = "fanout";

  private final OpenTelemetry openTelemetry;

  private Telemetry(OpenTelemetry openTelemetry) {
    this.openTelemetry = openTelemetry;
  }

  /** No spans, no metrics; installs nothing anywhere. */
  public static Telemetry off() {
    return new Telemetry(OpenTelemetry.noop());
  }

  /** As the {@code OTEL_*} variables say. */
  public static Telemetry fromEnvironment(String serviceName, Map<String, String> overrides) {
    throw new UnsupportedOperationException(serviceName + overrides);
  }

  /** As the {@code OTEL_*} variables say, and spans also go to each of {@code otlpEndpoints}. */
  public static Telemetry fromEnvironment(
      String serviceName, Map<String, String> overrides, List<String> otlpEndpoints) {
    throw new UnsupportedOperationException(serviceName + overrides + otlpEndpoints);
  }

  /** Over an OpenTelemetry that somebody else has built; for tests. */
  public static Telemetry of(OpenTelemetry openTelemetry, Runnable flush, Runnable close) {
    return new Telemetry(openTelemetry);
  }

  /** Whether calls leave spans. */
  public boolean tracing() {
    return false;
  }

  /** Makes spans. */
  public Tracer tracer() {
    return openTelemetry.getTracer(SCOPE);
  }

  /** Makes instruments. */
  public Meter meter() {
    return openTelemetry.getMeter(SCOPE);
  }

  /**
   * For {@code ManagedChannelBuilder.intercept}: one CLIENT span and one measured duration for each
   * attempt. Empty when telemetry is off.
   */
  public List<ClientInterceptor> clientTracing() {
    return List.of();
  }

  /**
   * Makes the server give one SERVER span and one measured duration for each handled call. Call it
   * after all interceptors have been added. Adds nothing when telemetry is off.
   */
  public void serverTracing(ServerBuilder<?> server) {}

  /** The metrics as Prometheus text, for the admin port's {@code /metrics}. */
  public Supplier<String> prometheusText() {
    return () -> "";
  }

  /** Sends what is buffered; false if it has not all left within {@code limit}. */
  public boolean flush(Duration limit) {
    return true;
  }

  /** Flushes and ends every thread, within ten seconds. */
  @Override
  public void close() {}
}
