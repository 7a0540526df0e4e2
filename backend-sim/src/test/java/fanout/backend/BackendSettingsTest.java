package fanout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.backend.service.SimulatedService;
import fanout.runtime.spec.Spec;
import fanout.runtime.telemetry.Telemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendSettingsTest {
  @Test
  void everyBackendHasItsUsualLatency() {
    BackendSettings settings = Running.settings();
    assertThat(
            settings.services().stream()
                .map(s -> "%s: %s".formatted(s.backend(), Spec.print(settings.behaviorOf(s)))))
        .containsExactly(
            "user: latency=40ms", "orders: latency=120ms", "notifications: latency=80ms");
  }

  @Test
  void settingsAimedAtNoneConcernAllAndAimedOnesGoBefore() {
    BackendSettings settings =
        Running.settings(
            "--serve=user,orders", "--behavior=payload=2KiB,latency=1ms; orders:latency=2ms");
    assertThat(settings.services().stream().map(settings::behaviorOf).map(Spec::print))
        .containsExactly("latency=1ms,payload=2KiB", "latency=2ms,payload=2KiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "--serve=user,orderz > serve → simulated-service: 'orderz' is not allowed; allowed: user,"
            + " orders, notifications",
        "--serve=user,user > each backend once",
        "--behavior=orders:latency=5 > a duration with a unit",
        "--behavior=cart:latency=5ms > allowed: user, orders, notifications",
        "--handler-threads=pool(0) > allowed: 1 to 4096",
        "--stream-window=0 > 1 or more",
        "--seed=x > seed",
      })
  void whatCannotBeUnderstoodStopsTheStart(String flag, String complaint) {
    assertThatThrownBy(() -> Running.settings(flag)).hasMessageContaining(complaint);
  }

  @Test
  void aSeedThatIsNotGivenIsMadeUp() {
    try (Running first = Running.exactly(Telemetry.off(), "--serve=user");
        Running second = Running.exactly(Telemetry.off(), "--serve=user")) {
      assertThat(first.server.seed()).isNotEqualTo(second.server.seed());
      assertThatThrownBy(() -> first.server.backend("orders"))
          .hasMessageContaining("allowed: user");
    }
  }

  @Test
  void theNamesOfTheBackendsComeFromThePermitsClause() {
    assertThat(SimulatedService.names()).isEqualTo(List.of("user", "orders", "notifications"));
  }

  @Test
  void theServerSpanSaysWhatWasApplied() {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    try (Running running =
        Running.exactly(
            Telemetry.of(sdk, () -> {}, sdk::close),
            "--behavior=latency=2ms,late-error=ABORTED",
            "--seed=1")) {
      Running.statusOf(() -> running.orders("").listOrders(Running.ADA));
      Awaitility.await().until(() -> !spans.getFinishedSpanItems().isEmpty());
      SpanData span = spans.getFinishedSpanItems().getFirst();
      var attributes = span.getAttributes().asMap().toString();
      assertThat(attributes)
          .contains("latency=2ms,late-error=ABORTED")
          .contains("fanout.latency.asked_ms", "2.0")
          .contains("fanout.latency.actual_ms")
          .contains("late-error(code=ABORTED)");
    }
  }
}
