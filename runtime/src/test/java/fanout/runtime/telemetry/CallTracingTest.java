package fanout.runtime.telemetry;

import static fanout.runtime.telemetry.RpcAttributes.CANCELLED;
import static fanout.runtime.telemetry.RpcAttributes.METHOD;
import static fanout.runtime.telemetry.RpcAttributes.METHOD_ORIGINAL;
import static fanout.runtime.telemetry.RpcAttributes.STATUS;
import static io.opentelemetry.semconv.ClientAttributes.CLIENT_ADDRESS;
import static io.opentelemetry.semconv.ErrorAttributes.ERROR_TYPE;
import static io.opentelemetry.semconv.NetworkAttributes.NETWORK_PEER_PORT;
import static io.opentelemetry.semconv.ServerAttributes.SERVER_PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallTracingTest {
  private final Recorded recorded = new Recorded();

  @AfterEach
  void close() {
    recorded.close();
  }

  @Test
  void aHandledCallLeavesAServerSpanThatTheHandlerCanAddTo() throws Exception {
    AttributeKey<String> behaviour = AttributeKey.stringKey("behaviour");
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            (request, caller) -> {
              Span.current().setAttribute(behaviour, "latency=5ms");
              caller.onNext(request);
              caller.onCompleted();
            })) {
      loopback.echo("hello");

      SpanData server = recorded.servers(2).getFirst();
      assertThat(server.getName()).isEqualTo("test.Echo/Say");
      assertThat(server.getParentSpanId()).isEqualTo(recorded.clients(2).getFirst().getSpanId());
      assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(server.getAttributes().asMap())
          .containsEntry(METHOD, "test.Echo/Say")
          .containsEntry(STATUS, "OK")
          .containsEntry(CLIENT_ADDRESS, "127.0.0.1")
          .containsEntry(SERVER_PORT, (long) loopback.server.getPort())
          .containsEntry(behaviour, "latency=5ms")
          .containsKey(NETWORK_PEER_PORT);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNKNOWN", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"})
  void aCodeThatBlamesTheServerIsAnError(Status.Code code) throws Exception {
    SpanData server = serverSpanOf(code);
    assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(server.getStatus().getDescription()).isEqualTo("as told");
    assertThat(server.getAttributes().get(ERROR_TYPE)).isEqualTo(code.name());
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"INVALID_ARGUMENT", "NOT_FOUND", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED"})
  void aCodeThatBlamesTheCallerIsNot(Status.Code code) throws Exception {
    SpanData server = serverSpanOf(code);
    assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(server.getAttributes().get(STATUS)).isEqualTo(code.name());
  }

  @Test
  void aMethodThatSaysItIsNotImplementedKeepsItsName() throws Exception {
    SpanData server = serverSpanOf(Status.Code.UNIMPLEMENTED);
    assertThat(server.getName()).isEqualTo("test.Echo/Say");
    assertThat(server.getAttributes().asMap())
        .containsEntry(METHOD, "test.Echo/Say")
        .doesNotContainKey(METHOD_ORIGINAL);
  }

  private SpanData serverSpanOf(Status.Code code) throws Exception {
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            (request, caller) ->
                caller.onError(
                    Status.fromCode(code).withDescription("as told").asRuntimeException()))) {
      assertThatThrownBy(() -> loopback.echo("hello")).isInstanceOf(StatusRuntimeException.class);
      return recorded.servers(2).getFirst();
    }
  }

  @Test
  void aCancelledCallEndsItsSpanAtTheCancelThoughTheHandlerGoesOn() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            (request, caller) -> {
              arrived.countDown();
              awaitQuietly(released);
              recorded.tracer().spanBuilder("work after the cancel").startSpan().end();
            })) {
      Future<String> call = loopback.call("hello", CallOptions.DEFAULT);
      arrived.await();
      call.cancel(true);

      SpanData server = recorded.servers(2).getFirst();
      assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(server.getAttributes().get(CANCELLED)).isTrue();
      assertThat(server.getAttributes().get(STATUS)).isEqualTo("CANCELLED");

      released.countDown();
      SpanData wasted = recorded.spans(3).getLast();
      assertThat(wasted.getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(wasted.getStartEpochNanos()).isGreaterThanOrEqualTo(server.getEndEpochNanos());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anUnknownMethodLeavesASpan() throws Exception {
    try (Loopback loopback = new Loopback(recorded.telemetry, (request, caller) -> {})) {
      assertThatThrownBy(
              () ->
                  ClientCalls.blockingUnaryCall(
                      loopback.channel,
                      Loopback.method("test.Echo/Absent"),
                      CallOptions.DEFAULT,
                      "hello"))
          .isInstanceOf(StatusRuntimeException.class);

      SpanData server = recorded.servers(2).getFirst();
      assertThat(server.getName()).isEqualTo("_OTHER");
      assertThat(server.getAttributes().asMap())
          .containsEntry(METHOD, "_OTHER")
          .containsEntry(METHOD_ORIGINAL, "test.Echo/Absent")
          .containsEntry(STATUS, "UNIMPLEMENTED");
    }
  }

  @Test
  void healthChecksLeaveNoSpanOnEitherSide() throws Exception {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new HealthStatusManager().getHealthService());
    recorded.telemetry.instrument(builder);
    var server = builder.build().start();
    NettyChannelBuilder channels =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext();
    recorded.telemetry.instrument(channels);
    var channel = channels.build();
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            (request, caller) -> {
              caller.onNext(request);
              caller.onCompleted();
            })) {
      HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      channel.shutdown().awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS);
      server.shutdown().awaitTermination();
      loopback.echo("a call that is traced, later than the check");

      assertThat(recorded.spans(2)).extracting(SpanData::getName).containsOnly("test.Echo/Say");
    }
  }
}
