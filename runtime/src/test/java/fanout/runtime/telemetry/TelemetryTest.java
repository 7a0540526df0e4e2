package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fanout.runtime.spec.SpecException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTest {
  private static void echo(String request, StreamObserver<String> caller) {
    caller.onNext(request);
    caller.onCompleted();
  }

  /** What it adds to a server and to a channel, by the names of the classes. */
  private static List<String> installed(Telemetry telemetry) {
    RecordingServerBuilder server = new RecordingServerBuilder();
    telemetry.instrument(server);
    List<String> added = new ArrayList<>(server.added);
    telemetry.clientTracing().forEach(i -> added.add(i.getClass().getSimpleName()));
    return added;
  }

  @Test
  void offInstallsNothingButACounterOfAttempts() throws Exception {
    try (Telemetry off = Telemetry.off();
        Loopback loopback = new Loopback(off, TelemetryTest::echo)) {
      assertThat(installed(off)).containsExactly("AttemptCounting");
      assertThat(off.tracing()).isFalse();
      assertThat(off.tracer().spanBuilder("x").startSpan().isRecording()).isFalse();
      assertThat(loopback.echo("hello")).isEqualTo("hello");
      assertThat(off.prometheusText().get()).isEmpty();
      assertThat(off.flush(Duration.ZERO)).isTrue();
    }
  }

  @Test
  void observersSeeEveryCallAlsoWhereNothingIsMeasured() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    ClientInterceptor onChannel = seeing(seen);
    ServerStreamTracer.Factory onServer =
        new ServerStreamTracer.Factory() {
          @Override
          public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
            seen.add("server: " + method);
            return new ServerStreamTracer() {};
          }
        };
    Telemetry observed =
        Telemetry.off()
            .observed(List.of(onChannel), server -> server.addStreamTracerFactory(onServer));
    try (Loopback loopback = new Loopback(observed, TelemetryTest::echo)) {
      loopback.echo("hello");
      assertThat(seen).containsExactly("channel: test.Echo/Say", "server: test.Echo/Say");
    }
  }

  private static ClientInterceptor seeing(List<String> seen) {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        seen.add("channel: " + method.getFullMethodName());
        return next.newCall(method, options);
      }
    };
  }

  @Test
  void withoutAnEndpointCallsAreMeasuredAndNotTraced() {
    try (Telemetry telemetry = Telemetry.fromEnvironment("edge", Map.of())) {
      assertThat(telemetry.tracing()).isFalse();
      assertThat(installed(telemetry)).containsExactly("CallMetrics", "AttemptMetrics");
      assertThat(telemetry.tracer().spanBuilder("x").startSpan().isRecording()).isFalse();
    }
  }

  @Test
  void disablingTheSdkTurnsEverythingOff() {
    try (Telemetry telemetry =
        Telemetry.fromEnvironment(
            "edge",
            Map.of(
                "OTEL_SDK_DISABLED",
                "true",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:1"))) {
      assertThat(installed(telemetry)).containsExactly("AttemptCounting");
    }
  }

  @Test
  void spansGoToTheEndpointOfTheEnvironmentAndToEveryFurtherOne() throws Exception {
    try (Collector named = new Collector();
        Collector further = new Collector();
        Telemetry telemetry =
            Telemetry.fromEnvironment(
                "edge",
                Map.of("otel.exporter.otlp.endpoint", named.url()),
                List.of(further.url()));
        Loopback loopback = new Loopback(telemetry, TelemetryTest::echo)) {
      loopback.echo("hello");
      // Ended means that its span is in the queue.
      await()
          .until(
              () ->
                  telemetry.flush(Duration.ofSeconds(10))
                      && further.text().contains("test.Echo/Say"));

      for (Collector collector : List.of(named, further)) {
        assertThat(collector.text())
            .contains("test.Echo/Say", "service.name", "edge", "service.instance.id");
      }
    }
  }

  @Test
  void closingSendsWhatIsBuffered() {
    try (Collector collector = new Collector()) {
      Telemetry telemetry = Telemetry.fromEnvironment("edge", Map.of(), List.of(collector.url()));
      telemetry.tracer().spanBuilder("the last one").startSpan().end();
      telemetry.close();
      assertThat(collector.text()).contains("the last one");
    }
  }

  @Test
  void theNameInTheEnvironmentIsStrongerThanTheProgramsOwn() {
    try (Collector collector = new Collector()) {
      Telemetry telemetry =
          Telemetry.fromEnvironment(
              "edge",
              Map.of("OTEL_RESOURCE_ATTRIBUTES", "service.name=renamed,service.instance.id=seven"),
              List.of(collector.url()));
      telemetry.tracer().spanBuilder("x").startSpan().end();
      telemetry.close();
      assertThat(collector.text()).contains("renamed", "seven").doesNotContain("edge");
    }
  }

  @Test
  void theSamplerOfTheEnvironmentDecides() {
    try (Collector collector = new Collector()) {
      Telemetry telemetry =
          Telemetry.fromEnvironment(
              "edge", Map.of("OTEL_TRACES_SAMPLER", "always_off"), List.of(collector.url()));
      assertThat(telemetry.tracer().spanBuilder("x").startSpan().isRecording()).isFalse();
      telemetry.close();
    }
  }

  /** Exports at once, and once. */
  private static Map<String, String> impatient(int port) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port,
        "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true",
        "OTEL_BSP_SCHEDULE_DELAY", "1",
        "OTEL_BSP_MAX_QUEUE_SIZE", "2",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1",
        "OTEL_BSP_EXPORT_TIMEOUT", "100000");
  }

  @Test
  void aMissingCollectorLosesSpansAndSaysHowMany() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (Telemetry telemetry = Telemetry.fromEnvironment("edge", impatient(closed));
        Loopback loopback = new Loopback(telemetry, TelemetryTest::echo)) {
      assertThat(loopback.echo("hello")).isEqualTo("hello");
      await().until(() -> lost(telemetry, "otel_sdk_exporter_span_exported") > 0);
    }
  }

  @Test
  void aCollectorThatHangsDelaysNoCallAndTheOverflowIsCounted() throws Exception {
    // Nobody accepts: the kernel completes the handshake and the export hears nothing.
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Telemetry telemetry = Telemetry.fromEnvironment("edge", impatient(mute.getLocalPort()));
        Loopback loopback = new Loopback(telemetry, TelemetryTest::echo)) {
      List<String> replies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        replies.add(loopback.call("hello", CallOptions.DEFAULT).get());
      }
      assertThat(replies).hasSize(20);
      await().until(() -> lost(telemetry, "otel_sdk_processor_span_processed") > 0);
      mute.close(); // Resets the connection, so that closing telemetry has nothing to wait for.
    }
  }

  private static double lost(Telemetry telemetry, String metric) {
    return Pattern.compile("^" + metric + "_total\\{.*error_type=.*} (\\S+)$", Pattern.MULTILINE)
        .matcher(telemetry.prometheusText().get())
        .results()
        .mapToDouble(line -> Double.parseDouble(line.group(1)))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:4317", "grpc://127.0.0.1:4317", "http://", "not a url", ""})
  void anEndpointThatIsNoUrlIsRefusedWithItsText(String url) {
    assertThatThrownBy(() -> Telemetry.fromEnvironment("edge", Map.of(), List.of(url)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("otlp: '" + url + "'")
        .hasMessageContaining("http://127.0.0.1:4317");
  }

  @Test
  void anEndpointInTheEnvironmentThatIsNoUrlIsRefusedWithItsText() {
    assertThatThrownBy(
            () ->
                Telemetry.fromEnvironment(
                    "edge", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("collector:4317");
  }

  @Test
  void aSettingThatTheSdkDoesNotKnowIsRefusedWithItsText() {
    assertThatThrownBy(
            () ->
                Telemetry.fromEnvironment(
                    "edge",
                    Map.of("OTEL_TRACES_SAMPLER", "sometimes"),
                    List.of("http://127.0.0.1:4317")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("otel.traces.sampler")
        .hasMessageContaining("sometimes");
  }

  @Test
  void thePrometheusTextHasTheInstrumentsOfEveryProcess() throws Exception {
    try (Telemetry telemetry = Telemetry.fromEnvironment("edge", Map.of());
        Loopback loopback = new Loopback(telemetry, TelemetryTest::echo)) {
      loopback.echo("hello");
      telemetry.meter().counterBuilder("fanout.sections").build().add(3);

      await()
          .untilAsserted(
              () ->
                  assertThat(telemetry.prometheusText().get())
                      .contains(
                          "# TYPE rpc_server_call_duration_seconds histogram",
                          "# TYPE rpc_client_attempt_duration_seconds histogram",
                          "# TYPE rpc_server_active_requests gauge",
                          "fanout_sections_total")
                      .containsPattern(
                          "rpc_server_call_duration_seconds_bucket\\{.*rpc_method=\"test.Echo/Say\".*"
                              + "rpc_response_status_code=\"OK\".*le=\"1.0E-4\"}")
                      .contains("service_name=\"edge\""));
    }
  }
}
