package fanout.runtime.telemetry;

import fanout.runtime.spec.SpecException;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a process says about itself: spans and metrics, and how its gRPC servers and channels are
 * made to produce them.
 *
 * <pre>{@code
 * try (Telemetry telemetry = Telemetry.fromEnvironment("aggregator", Map.of(), List.of())) {
 *   telemetry.instrument(serverBuilder);
 *   telemetry.instrument(channelBuilder);
 * }
 * }</pre>
 *
 * <p>Thread-safe. Holds no global state: several may live in one process. A request never waits for
 * an exporter; spans that cannot be exported are dropped and counted (see {@link
 * #prometheusText()}).
 */
public final class Telemetry implements AutoCloseable {
  /** The name of the instrumentation scope of every span and instrument. */
  static final String SCOPE = "fanout";

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final OpenTelemetry openTelemetry;
  private final boolean tracing;
  private final boolean measuring;
  private final Lifecycle lifecycle;
  private final Supplier<String> prometheusText;
  private final Tracer tracer;
  private final RpcMetrics metrics;
  private final List<ClientInterceptor> clientTracing;
  private final Consumer<ServerBuilder<?>> serverObserver;

  /** How what is buffered leaves. */
  interface Lifecycle {
    /** A lifecycle with nothing to send. */
    Lifecycle NONE =
        new Lifecycle() {
          @Override
          public boolean flush(Duration limit) {
            return true;
          }

          @Override
          public void close(Duration limit) {}
        };

    boolean flush(Duration limit);

    void close(Duration limit);
  }

  Telemetry(
      OpenTelemetry openTelemetry,
      boolean tracing,
      boolean measuring,
      Lifecycle lifecycle,
      Supplier<String> prometheusText) {
    this.openTelemetry = openTelemetry;
    this.tracing = tracing;
    this.measuring = measuring;
    this.lifecycle = lifecycle;
    this.prometheusText = prometheusText;
    this.tracer = (tracing ? openTelemetry.getTracerProvider() : TracerProvider.noop()).get(SCOPE);
    this.metrics = new RpcMetrics(meter());
    this.clientTracing = clientInterceptors();
    this.serverObserver = server -> {};
  }

  private Telemetry(
      Telemetry base, List<ClientInterceptor> onChannels, Consumer<ServerBuilder<?>> onServers) {
    this.openTelemetry = base.openTelemetry;
    this.tracing = base.tracing;
    this.measuring = base.measuring;
    this.lifecycle = base.lifecycle;
    this.prometheusText = base.prometheusText;
    this.tracer = base.tracer;
    this.metrics = base.metrics;
    this.clientTracing = Stream.concat(base.clientTracing.stream(), onChannels.stream()).toList();
    this.serverObserver = base.serverObserver.andThen(onServers);
  }

  /** One for all: each copies the options of every call. */
  private List<ClientInterceptor> clientInterceptors() {
    if (tracing) {
      return List.of(new AttemptTracing(openTelemetry, metrics));
    }
    return List.of(measuring ? new AttemptMetrics(metrics) : new AttemptCounting());
  }

  /** No spans, no metrics; an {@link ObservedCall} is told of its attempts all the same. */
  public static Telemetry off() {
    return new Telemetry(OpenTelemetry.noop(), false, false, Lifecycle.NONE, () -> "");
  }

  /**
   * As the standard {@code OTEL_*} variables and {@code otel.*} system properties say, with these
   * defaults:
   *
   * <ul>
   *   <li>Spans are exported only where an OTLP endpoint or {@code OTEL_TRACES_EXPORTER} is named;
   *       without an exporter nothing is traced, and tracing costs nothing.
   *   <li>Metrics are read from {@link #prometheusText()}; they are pushed only where {@code
   *       OTEL_METRICS_EXPORTER} or an endpoint for metrics is named. Logs go to standard error.
   *   <li>The resource has {@code service.name} as given here and a random {@code
   *       service.instance.id}.
   *   <li>{@code OTEL_SDK_DISABLED=true} gives {@link #off()}.
   * </ul>
   *
   * @param overrides stronger than the environment; keys as {@code OTEL_BSP_SCHEDULE_DELAY} or
   *     {@code otel.bsp.schedule.delay}
   * @param otlpEndpoints gRPC endpoints that get every span besides the one named by the
   *     environment, each with a queue of its own; for example {@code http://127.0.0.1:4317}
   * @throws SpecException if a setting is not understood
   */
  public static Telemetry fromEnvironment(
      String serviceName, Map<String, String> overrides, List<String> otlpEndpoints) {
    return new TelemetrySdk(serviceName, overrides, otlpEndpoints, List.of()).start();
  }

  /**
   * {@link #fromEnvironment(String, Map, List)}, and every span goes to a processor of the
   * caller's, too. It is flushed and closed with the rest.
   */
  public static Telemetry fromEnvironment(
      String serviceName, Map<String, String> overrides, SpanProcessor spans) {
    return new TelemetrySdk(serviceName, overrides, List.of(), List.of(spans)).start();
  }

  /** {@link #fromEnvironment(String, Map, List)} without further endpoints. */
  public static Telemetry fromEnvironment(String serviceName, Map<String, String> overrides) {
    return fromEnvironment(serviceName, overrides, List.of());
  }

  /**
   * Over an OpenTelemetry that the caller has built, for tests. It traces and measures.
   *
   * @param flush sends what is buffered
   * @param close ends what the caller has started
   */
  public static Telemetry of(OpenTelemetry openTelemetry, Runnable flush, Runnable close) {
    Lifecycle lifecycle =
        new Lifecycle() {
          @Override
          public boolean flush(Duration limit) {
            flush.run();
            return true;
          }

          @Override
          public void close(Duration limit) {
            close.run();
          }
        };
    return new Telemetry(openTelemetry, true, true, lifecycle, () -> "");
  }

  /**
   * The same telemetry with observers of the caller's own on every channel and server that it
   * instruments, telemetry off included: for an audit that follows each call, which sums of metrics
   * cannot. Whoever closes either of the two closes both.
   */
  public Telemetry observed(
      List<ClientInterceptor> onChannels, Consumer<ServerBuilder<?>> onServers) {
    return new Telemetry(this, onChannels, onServers);
  }

  /** Whether calls leave spans. */
  public boolean tracing() {
    return tracing;
  }

  /**
   * Whether a span below this context may be recorded: not where nothing is traced, and not below a
   * span of this process that the sampler did not want. To ask before one is built saves what it is
   * built of.
   */
  public boolean wants(Context parent) {
    return tracing && !isUnwanted(parent);
  }

  /** A remote parent is left to the sampler: it may want what the caller did not. */
  static boolean isUnwanted(Context parent) {
    SpanContext span = Span.fromContext(parent).getSpanContext();
    return span.isValid() && !span.isSampled() && !span.isRemote();
  }

  /** Whether durations are recorded. */
  public boolean measuring() {
    return measuring;
  }

  /** Makes spans; spans that record nothing where {@link #tracing()} is false. */
  public Tracer tracer() {
    return tracer;
  }

  /** Makes instruments. */
  public Meter meter() {
    return openTelemetry.getMeter(SCOPE);
  }

  /**
   * Makes calls on the channel leave one CLIENT span and one measured duration for each attempt.
   * The span's parent is the OpenTelemetry context that is current where the call is made. A call
   * with an {@link ObservedCall} tells it of each attempt, also where there is nothing to record.
   */
  public void instrument(ManagedChannelBuilder<?> channel) {
    channel.intercept(clientTracing);
  }

  /** What {@link #instrument(ManagedChannelBuilder)} adds. */
  public List<ClientInterceptor> clientTracing() {
    return clientTracing;
  }

  /**
   * Makes the server leave one SERVER span and one measured duration for each call, health,
   * reflection and channelz excepted. The span is current in every callback of the handler; a
   * handler that goes on in another thread takes it along with {@link Contexts}. Adds nothing where
   * there is nothing to record.
   *
   * <p>Call this after all interceptors have been added: gRPC calls the last one first, and only
   * those behind this one see the span.
   */
  public void instrument(ServerBuilder<?> server) {
    serverObserver.accept(server);
    if (measuring) {
      server.addStreamTracerFactory(new CallMetrics(metrics));
    }
    if (tracing) {
      server.addStreamTracerFactory(new CallTracing(openTelemetry)).intercept(new CurrentSpan());
    }
  }

  /**
   * All metrics in Prometheus' text format 0.0.4, read when asked, for the admin port's {@code
   * /metrics}. The SDK's own are among them: {@code otel_sdk_processor_span_processed} and {@code
   * otel_sdk_exporter_span_exported} with an {@code error_type} count the spans that were lost.
   */
  public Supplier<String> prometheusText() {
    return prometheusText;
  }

  /**
   * Sends the spans and metrics that are buffered.
   *
   * @return false if they have not all left within {@code limit}
   */
  public boolean flush(Duration limit) {
    return lifecycle.flush(limit);
  }

  /**
   * Flushes, and ends every thread of the exporters. Gives up waiting after two seconds: an
   * exporter whose collector is away goes on trying for nine.
   */
  @Override
  public void close() {
    lifecycle.close(CLOSE_LIMIT);
  }
}
