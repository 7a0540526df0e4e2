package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is set, by NTP or by hand, while a call is under way. */
class ClockStepTest {
  private static final Duration SHORT = Duration.ofMinutes(2); // the limit of any test

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Stepping clock = new Stepping();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .setClock(clock)
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();

  private static final class Stepping implements Clock {
    private final AtomicLong offset = new AtomicLong();

    @Override
    public long now() {
      return Clock.getDefault().now() + offset.get();
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1H", "PT1H"})
  void doesNotChangeHowLongACallTookNorTheOrderWithinAProcess(Duration step) throws Exception {
    try (Telemetry telemetry = Telemetry.of(sdk, () -> {}, sdk::close);
        Loopback loopback =
            new Loopback(
                telemetry,
                (request, caller) -> {
                  clock.offset.addAndGet(step.toNanos());
                  telemetry.tracer().spanBuilder("within").startSpan().end();
                  caller.onNext(request);
                  caller.onCompleted();
                })) {
      assertThat(loopback.echo("hello")).isEqualTo("hello");
      await().until(() -> spans.getFinishedSpanItems().size() == 3);
      check(spans.getFinishedSpanItems());
    }
  }

  private static void check(List<SpanData> ended) {
    assertThat(ended)
        .allSatisfy(
            span ->
                assertThat(span.getEndEpochNanos() - span.getStartEpochNanos())
                    .isBetween(0L, SHORT.toNanos()));
    SpanData call = ofKind(ended, SpanKind.SERVER);
    SpanData within = ofKind(ended, SpanKind.INTERNAL);
    assertThat(within.getParentSpanId()).isEqualTo(call.getSpanId());
    assertThat(within.getStartEpochNanos()).isGreaterThanOrEqualTo(call.getStartEpochNanos());
    assertThat(within.getEndEpochNanos()).isLessThanOrEqualTo(call.getEndEpochNanos());
  }

  private static SpanData ofKind(List<SpanData> spans, SpanKind kind) {
    return spans.stream().filter(span -> span.getKind() == kind).findFirst().orElseThrow();
  }
}
