package fanout.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class OtlpReceiverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void spansOfTheRealExporterArriveAsATree() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start(100);
        SdkTracerProvider sdk = sdk(receiver)) {
      Tracer tracer = sdk.get("fanout");
      var root = tracer.spanBuilder("GetDashboard").setSpanKind(SpanKind.SERVER).startSpan();
      var child =
          tracer
              .spanBuilder("section orders")
              .setParent(Context.root().with(root))
              .setAttribute("fanout.section", "orders")
              .setAttribute(AttributeKey.longKey("fanout.attempt"), 2L)
              .startSpan();
      child.addEvent("cut off", Attributes.of(AttributeKey.booleanKey("late"), true));
      child.setStatus(StatusCode.ERROR, "too late");
      child.end();
      root.end();

      Trace trace = receiver.awaitTrace(root.getSpanContext().getTraceId(), 2, PATIENCE);

      assertThat(trace.isConnected()).isTrue();
      Span section = trace.roots().getFirst().children().getFirst().span();
      assertThat(section.name()).isEqualTo("section orders");
      assertThat(section.scope()).isEqualTo("fanout");
      assertThat(section.attributes()).containsEntry("fanout.attempt", new Value.Whole(2));
      assertThat(section.status()).isEqualTo(new Span.Status(Span.Status.Code.ERROR, "too late"));
      assertThat(section.events()).extracting(Span.Event::name).containsExactly("cut off");
      assertThat(trace.roots().getFirst().span().kind()).isEqualTo(Span.Kind.SERVER);
      assertThat(receiver.traces()).containsExactly(trace);
    }
  }

  @Test
  void whatIsBeyondTheLimitIsCountedAndTheExporterIsTold() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start(3)) {
      ExportTracePartialSuccess said = export(receiver, SampleTraces.sequential().spans().toList());
      assertThat(receiver.counts()).isEqualTo(new OtlpReceiver.Counts(3, 8, 0));
      assertThat(said.getRejectedSpans()).isEqualTo(8);
      assertThat(said.getErrorMessage()).contains("3 spans");

      receiver.forget(SampleTraces.sequential().id());
      assertThat(receiver.traces()).isEmpty();
      export(receiver, SampleTraces.concurrent().spans().limit(2).toList());
      assertThat(receiver.counts()).isEqualTo(new OtlpReceiver.Counts(2, 8, 0));
    }
  }

  @Test
  void aMalformedSpanIsCountedAndTheOthersStay() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start(10)) {
      ExportTraceServiceRequest.Builder request =
          request(SampleTraces.sequential().spans().limit(2).toList());
      request
          .getResourceSpansBuilder(0)
          .getScopeSpansBuilder(0)
          .getSpansBuilder(0)
          .setSpanId(ByteString.EMPTY);
      ExportTracePartialSuccess said = export(receiver, request);
      assertThat(receiver.counts()).isEqualTo(new OtlpReceiver.Counts(1, 0, 1));
      assertThat(said.getErrorMessage()).contains("spanId");
    }
  }

  @Test
  void everyBatchIsHandedOnToTheOtherCollectors() throws Exception {
    Trace sent = SampleTraces.concurrent();
    try (OtlpReceiver second = OtlpReceiver.start(100);
        OtlpReceiver first = OtlpReceiver.start(1, List.of(second.endpoint()))) {
      export(first, sent.spans().toList());
      assertThat(second.awaitTrace(sent.id(), sent.size(), PATIENCE)).isEqualTo(sent);
    }
  }

  @Test
  void aCollectorThatIsNoPlainEndpointIsRefused() {
    assertThatThrownBy(() -> OtlpReceiver.start(1, List.of("https://127.0.0.1:4317")))
        .hasMessageContainingAll("OTLP endpoint", "https://127.0.0.1:4317", "http://host:port");
  }

  @Test
  void aSpanSentTwiceIsThereOnce() throws Exception {
    Trace sent = SampleTraces.concurrent();
    try (OtlpReceiver receiver = OtlpReceiver.start(100)) {
      export(receiver, sent.spans().toList());
      export(receiver, sent.spans().limit(2).toList());
      Trace trace = receiver.trace(sent.id()).orElseThrow();
      assertThat(trace.roots()).isEqualTo(sent.roots());
      assertThat(trace.duplicates()).isEqualTo(2);
    }
  }

  @Test
  void waitingEndsWithTheSpanThatCompletesTheTrace() throws Exception {
    Trace sent = SampleTraces.concurrent();
    List<Span> spans = sent.spans().toList();
    try (OtlpReceiver receiver = OtlpReceiver.start(100)) {
      export(receiver, spans.subList(1, spans.size()));
      CompletableFuture<Void> asked = new CompletableFuture<>();
      CompletableFuture<Trace> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return receiver.awaitTrace(
                      sent.id(),
                      trace -> {
                        asked.complete(null);
                        return trace.isConnected();
                      },
                      PATIENCE);
                } catch (InterruptedException | TimeoutException e) {
                  throw new AssertionError(e);
                }
              });
      asked.get(30, TimeUnit.SECONDS);
      assertThat(waiting).isNotDone();
      export(receiver, spans.subList(0, 1));
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(sent);
    }
  }

  @Test
  void aTraceThatDoesNotComeIsATimeoutThatSaysWhatCame() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start(100)) {
      export(receiver, SampleTraces.concurrent().spans().limit(2).toList());
      assertThatThrownBy(
              () -> receiver.awaitTrace(SampleTraces.concurrent().id(), 3, Duration.ofMillis(1)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("2 of its spans");
    }
  }

  @Test
  void closingWakesWhoeverWaitsAndFreesThePort() throws Exception {
    OtlpReceiver receiver = OtlpReceiver.start(100);
    export(receiver, SampleTraces.concurrent().spans().limit(1).toList());
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Trace> waiting = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            waiting.complete(
                receiver.awaitTrace(
                    SampleTraces.concurrent().id(),
                    trace -> {
                      asked.complete(null);
                      return false;
                    },
                    Duration.ofDays(1)));
          } catch (InterruptedException | TimeoutException e) {
            waiting.completeExceptionally(e);
          }
        });
    asked.get(30, TimeUnit.SECONDS);
    int port = receiver.port();

    receiver.close();

    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
    receiver.close();
  }

  private static SdkTracerProvider sdk(OtlpReceiver receiver) {
    return SdkTracerProvider.builder()
        .addSpanProcessor(
            SimpleSpanProcessor.create(
                OtlpGrpcSpanExporter.builder().setEndpoint(receiver.endpoint()).build()))
        .build();
  }

  private static ExportTraceServiceRequest.Builder request(List<Span> spans) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    spans.forEach(
        span -> {
          var process =
              request.addResourceSpansBuilder().setResource(OtlpSpans.message(span.resource()));
          var scope = process.addScopeSpansBuilder();
          scope.getScopeBuilder().setName(span.scope());
          scope.addSpans(OtlpSpans.message(span));
        });
    return request;
  }

  private static ExportTracePartialSuccess export(OtlpReceiver receiver, List<Span> spans)
      throws InterruptedException {
    return export(receiver, request(spans));
  }

  private static ExportTracePartialSuccess export(
      OtlpReceiver receiver, ExportTraceServiceRequest.Builder request)
      throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", receiver.port()).usePlaintext().build();
    try {
      return TraceServiceGrpc.newBlockingStub(channel).export(request.build()).getPartialSuccess();
    } finally {
      channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
    }
  }
}
