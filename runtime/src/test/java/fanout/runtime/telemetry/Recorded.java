package fanout.runtime.telemetry;

import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Comparator;
import java.util.List;

/** Telemetry whose spans and metrics stay in memory. */
final class Recorded implements AutoCloseable {
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  final Telemetry telemetry;

  Recorded() {
    this(Sampler.parentBased(Sampler.alwaysOn()));
  }

  Recorded(Sampler sampler) {
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    this.telemetry = Telemetry.of(sdk, () -> {}, sdk::close);
  }

  Tracer tracer() {
    return telemetry.tracer();
  }

  /** The spans ended, by start; waits until there are that many. */
  List<SpanData> spans(int count) {
    await().until(() -> spans.getFinishedSpanItems().size() >= count);
    return spans.getFinishedSpanItems().stream()
        .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
        .toList();
  }

  List<SpanData> clients(int spansInAll) {
    return ofKind(SpanKind.CLIENT, spansInAll);
  }

  List<SpanData> servers(int spansInAll) {
    return ofKind(SpanKind.SERVER, spansInAll);
  }

  private List<SpanData> ofKind(SpanKind kind, int spansInAll) {
    return spans(spansInAll).stream().filter(span -> span.getKind() == kind).toList();
  }

  MetricData metric(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  @Override
  public void close() {
    telemetry.close();
  }
}
