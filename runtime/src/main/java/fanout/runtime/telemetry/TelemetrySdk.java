package fanout.runtime.telemetry;

import fanout.runtime.spec.SpecException;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessorBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.semconv.ServiceAttributes;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Builds the SDK from the environment; see {@link Telemetry#fromEnvironment} for the defaults. */
final class TelemetrySdk {
  private static final String TRACES_EXPORTER = "otel.traces.exporter";
  private static final String METRICS_EXPORTER = "otel.metrics.exporter";

  private final String serviceName;
  private final Map<String, String> overrides = new HashMap<>();
  private final List<String> otlpEndpoints;
  private final List<SpanProcessor> processors;
  private final PrometheusMetricReader prometheus = PrometheusMetricReader.create();

  /** The meter provider exists only when the SDK stands, later than the exporters it measures. */
  private volatile MeterProvider meters = MeterProvider.noop();

  private boolean tracing;
  private boolean disabled;

  TelemetrySdk(
      String serviceName,
      Map<String, String> overrides,
      List<String> otlpEndpoints,
      List<SpanProcessor> processors) {
    this.serviceName = serviceName;
    this.processors = processors;
    this.otlpEndpoints = otlpEndpoints.stream().map(TelemetrySdk::endpoint).toList();
    overrides.forEach((key, value) -> this.overrides.put(property(key), value));
  }

  private static String property(String key) {
    return key.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  private static String endpoint(String url) {
    boolean ok;
    try {
      URI uri = URI.create(url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      ok = http && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      ok = false;
    }
    SpecException.require(ok, "otlp", url, "a URL such as http://127.0.0.1:4317");
    return url;
  }

  Telemetry start() {
    OpenTelemetrySdk sdk;
    try {
      sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesCustomizer(this::properties)
              .addResourceCustomizer(this::resource)
              .addSpanExporterCustomizer((exporter, config) -> watch(exporter))
              .addTracerProviderCustomizer(this::furtherProcessors)
              .addMeterProviderCustomizer((meter, config) -> meter.registerMetricReader(prometheus))
              .build()
              .getOpenTelemetrySdk();
    } catch (ConfigurationException e) {
      // What an exporter refuses arrives wrapped, and only the cause says what it was.
      String cause = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new SpecException(e.getMessage() + cause, e);
    }
    meters = sdk.getMeterProvider();
    return disabled
        ? Telemetry.off()
        : new Telemetry(sdk, tracing, true, new SdkLifecycle(sdk), new PrometheusText(prometheus));
  }

  /** Overrides, then the environment, then our defaults. */
  private Map<String, String> properties(ConfigProperties environment) {
    Map<String, String> properties = new HashMap<>(overrides);
    Settings settings = key -> overrides.getOrDefault(key, environment.getString(key));
    properties.putIfAbsent(
        TRACES_EXPORTER,
        settings.exporter(
            TRACES_EXPORTER, "otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint"));
    properties.putIfAbsent(
        METRICS_EXPORTER,
        settings.exporter(METRICS_EXPORTER, "otel.exporter.otlp.metrics.endpoint"));
    properties.putIfAbsent(
        "otel.logs.exporter",
        settings.exporter("otel.logs.exporter", "otel.exporter.otlp.logs.endpoint"));
    // The names of the semantic conventions for what the SDK counts about itself, lost spans first.
    properties.put("otel.experimental.sdk.telemetry.version", "latest");
    disabled = Boolean.parseBoolean(settings.get("otel.sdk.disabled"));
    tracing =
        !"none".equals(properties.get(TRACES_EXPORTER))
            || !otlpEndpoints.isEmpty()
            || !processors.isEmpty();
    return properties;
  }

  private interface Settings {
    @Nullable String get(String key);

    default String exporter(String key, String... endpoints) {
      String named = get(key);
      if (named != null) {
        return named;
      }
      return List.of(endpoints).stream().anyMatch(e -> get(e) != null) ? "otlp" : "none";
    }
  }

  private Resource resource(Resource environment, ConfigProperties config) {
    String name = environment.getAttribute(ServiceAttributes.SERVICE_NAME);
    Resource ours =
        Resource.builder()
            .put(ServiceAttributes.SERVICE_INSTANCE_ID, UUID.randomUUID().toString())
            .build()
            .merge(environment);
    return name == null || name.startsWith("unknown_service")
        ? ours.toBuilder().put(ServiceAttributes.SERVICE_NAME, serviceName).build()
        : ours;
  }

  /** A queue each, so that an endpoint which hangs does not hold back the others. */
  private SdkTracerProviderBuilder furtherProcessors(
      SdkTracerProviderBuilder tracers, ConfigProperties config) {
    for (String endpoint : otlpEndpoints) {
      SpanExporter exporter =
          OtlpGrpcSpanExporter.builder()
              .setEndpoint(endpoint)
              .setMeterProvider(() -> meters)
              .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
              .build();
      tracers.addSpanProcessor(batch(watch(exporter), config));
    }
    processors.forEach(tracers::addSpanProcessor);
    return tracers;
  }

  private SpanProcessor batch(SpanExporter exporter, ConfigProperties config) {
    BatchSpanProcessorBuilder batch = BatchSpanProcessor.builder(exporter);
    Duration delay = config.getDuration("otel.bsp.schedule.delay");
    Duration timeout = config.getDuration("otel.bsp.export.timeout");
    Integer queue = config.getInt("otel.bsp.max.queue.size");
    Integer size = config.getInt("otel.bsp.max.export.batch.size");
    if (delay != null) {
      batch.setScheduleDelay(delay);
    }
    if (timeout != null) {
      batch.setExporterTimeout(timeout);
    }
    if (queue != null) {
      batch.setMaxQueueSize(queue);
    }
    if (size != null) {
      batch.setMaxExportBatchSize(size);
    }
    return batch
        .setMeterProvider(() -> meters)
        .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
        .build();
  }

  private static SpanExporter watch(SpanExporter exporter) {
    return new WatchedExporter(exporter, System::nanoTime);
  }

  private record SdkLifecycle(OpenTelemetrySdk sdk) implements Telemetry.Lifecycle {
    @Override
    public boolean flush(Duration limit) {
      long deadline = System.nanoTime() + limit.toNanos();
      boolean spans =
          sdk.getSdkTracerProvider()
              .forceFlush()
              .join(limit.toNanos(), TimeUnit.NANOSECONDS)
              .isSuccess();
      boolean metrics =
          sdk.getSdkMeterProvider()
              .forceFlush()
              .join(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
              .isSuccess();
      return spans && metrics;
    }

    @Override
    public void close(Duration limit) {
      sdk.shutdown().join(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
