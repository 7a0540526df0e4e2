package fanout.aggregator;

import static fanout.aggregator.Soon.await;

import fanout.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records every span and every metric of the aggregator. Thread-safe. */
final class Recorder {
  private final AtomicInteger open = new AtomicInteger();
  private final List<SpanData> ended = new CopyOnWriteArrayList<>();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final Telemetry telemetry =
      Telemetry.of(
          OpenTelemetrySdk.builder()
              .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(new Spans()).build())
              .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
              .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
              .build(),
          () -> {},
          () -> {});

  Telemetry telemetry() {
    return telemetry;
  }

  /** Spans started and not ended; a span that is ended twice is ended once for OpenTelemetry. */
  int openSpans() {
    return open.get();
  }

  /** Spans that have ended so far. */
  int endedSpans() {
    return ended.size();
  }

  /** Forgets the spans that have ended. */
  void forget() {
    ended.clear();
  }

  /** Every span, once all have ended. */
  List<SpanData> spans() {
    await().until(() -> open.get() == 0 && !ended.isEmpty());
    return List.copyOf(ended);
  }

  /** The spans of a kind whose name starts like this, in the order of their starts. */
  List<SpanData> spans(SpanKind kind, String name) {
    return spans().stream()
        .filter(span -> span.getKind() == kind && span.getName().startsWith(name))
        .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
        .toList();
  }

  /** The current value of an up-down counter; 0 where it has never moved. */
  long gauge(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .mapToLong(point -> point.getValue())
        .sum();
  }

  /** The sum of a gauge over its attributes; 0 where there is none. */
  long level(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .flatMap(metric -> metric.getLongGaugeData().getPoints().stream())
        .mapToLong(point -> point.getValue())
        .sum();
  }

  /** The labels of every series of a histogram that has been recorded. */
  List<Attributes> series(String histogram) {
    return metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(histogram))
        .flatMap(metric -> metric.getHistogramData().getPoints().stream())
        .map(HistogramPointData::getAttributes)
        .toList();
  }

  private final class Spans implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      open.incrementAndGet();
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      ended.add(span.toSpanData());
      open.decrementAndGet();
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}
