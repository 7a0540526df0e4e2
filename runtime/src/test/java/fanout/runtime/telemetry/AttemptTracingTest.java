package fanout.runtime.telemetry;

import static fanout.runtime.telemetry.RpcAttributes.ATTEMPT;
import static fanout.runtime.telemetry.RpcAttributes.CANCELLED;
import static fanout.runtime.telemetry.RpcAttributes.HEDGE;
import static fanout.runtime.telemetry.RpcAttributes.METHOD;
import static fanout.runtime.telemetry.RpcAttributes.STATUS;
import static fanout.runtime.telemetry.RpcAttributes.SYSTEM;
import static io.opentelemetry.semconv.ErrorAttributes.ERROR_TYPE;
import static io.opentelemetry.semconv.NetworkAttributes.NETWORK_PEER_ADDRESS;
import static io.opentelemetry.semconv.NetworkAttributes.NETWORK_PEER_PORT;
import static io.opentelemetry.semconv.ServerAttributes.SERVER_ADDRESS;
import static io.opentelemetry.semconv.ServerAttributes.SERVER_PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptTracingTest {
  private static final Map<String, ?> RETRY =
      methodConfig(
          "retryPolicy",
          Map.of(
              "maxAttempts",
              4.0,
              "initialBackoff",
              "0.001s",
              "maxBackoff",
              "0.001s",
              "backoffMultiplier",
              1.0,
              "retryableStatusCodes",
              List.of("UNAVAILABLE")));
  private static final Map<String, ?> HEDGING =
      methodConfig("hedgingPolicy", Map.of("maxAttempts", 2.0, "hedgingDelay", "0.02s"));

  private final Recorded recorded = new Recorded();

  private static Map<String, ?> methodConfig(String policy, Map<String, ?> settings) {
    return Map.of("methodConfig", List.of(Map.of("name", List.of(Map.of()), policy, settings)));
  }

  @AfterEach
  void close() {
    recorded.close();
  }

  private static void answer(StreamObserver<String> caller, String reply) {
    caller.onNext(reply);
    caller.onCompleted();
  }

  @Test
  void oneAttemptLeavesAClientSpanWithTheAttributesOfTheConventions() throws Exception {
    try (Loopback loopback = new Loopback(recorded.telemetry, (q, caller) -> answer(caller, q))) {
      loopback.echo("hello");

      SpanData client = recorded.clients(2).getFirst();
      assertThat(client.getName()).isEqualTo("test.Echo/Say");
      assertThat(client.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(client.getAttributes().asMap())
          .containsEntry(SYSTEM, "grpc")
          .containsEntry(METHOD, "test.Echo/Say")
          .containsEntry(STATUS, "OK")
          .containsEntry(SERVER_ADDRESS, "127.0.0.1")
          .containsEntry(SERVER_PORT, (long) loopback.server.getPort())
          .containsEntry(NETWORK_PEER_ADDRESS, "127.0.0.1")
          .containsEntry(NETWORK_PEER_PORT, (long) loopback.server.getPort())
          .containsEntry(ATTEMPT, 1L)
          .doesNotContainKeys(ERROR_TYPE, CANCELLED, HEDGE);
    }
  }

  @Test
  void belowASpanThatTheSamplerDidNotWantThereIsNoneAndItsContextIsHandedOn() throws Exception {
    SpanContext unwanted =
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getDefault(),
            TraceState.getDefault());
    try (Recorded eager = new Recorded(Sampler.alwaysOn());
        Loopback loopback = new Loopback(eager.telemetry, (q, caller) -> answer(caller, q))) {
      try (Scope ignored = Span.wrap(unwanted).makeCurrent()) {
        loopback.echo("hello");
      }

      SpanData server = eager.servers(1).getFirst();
      assertThat(server.getParentSpanContext().getSpanId()).isEqualTo(unwanted.getSpanId());
      assertThat(server.getTraceId()).isEqualTo(unwanted.getTraceId());
      assertThat(eager.clients(1)).isEmpty();
    }
  }

  @Test
  void retriesAreSiblingsWithTheirNumbersAndEachHasItsServerSpanBelow() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            recorded.telemetry,
            (request, caller) -> {
              if (tries.incrementAndGet() < 3) {
                caller.onError(Status.UNAVAILABLE.withDescription("busy").asRuntimeException());
              } else {
                answer(caller, request);
              }
            },
            RETRY)) {
      Span parent = recorded.tracer().spanBuilder("section").startSpan();
      try (Scope ignored = parent.makeCurrent()) {
        loopback.echo("hello");
      }

      List<SpanData> clients = recorded.clients(6);
      assertThat(clients)
          .extracting(span -> span.getAttributes().get(ATTEMPT))
          .containsExactly(1L, 2L, 3L);
      assertThat(clients)
          .allSatisfy(
              span ->
                  assertThat(span.getParentSpanId())
                      .isEqualTo(parent.getSpanContext().getSpanId()));
      assertThat(clients)
          .extracting(span -> span.getStatus().getStatusCode())
          .containsExactly(StatusCode.ERROR, StatusCode.ERROR, StatusCode.UNSET);
      assertThat(clients.getFirst().getStatus().getDescription()).isEqualTo("busy");
      assertThat(clients.getFirst().getAttributes().get(ERROR_TYPE)).isEqualTo("UNAVAILABLE");
      assertThat(recorded.servers(6))
          .extracting(SpanData::getParentSpanId)
          .containsExactlyInAnyOrderElementsOf(clients.stream().map(SpanData::getSpanId).toList());
    }
  }

  @Test
  void aHedgeOverlapsTheFirstAttemptAndTheLoserIsCancelledNotFailed() throws Exception {
    AtomicInteger arrivals = new AtomicInteger();
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            recorded.telemetry,
            (request, caller) -> {
              if (arrivals.incrementAndGet() == 2) {
                answer(caller, request);
              } // The first to arrive, whichever it is, is never answered.
            },
            HEDGING)) {
      loopback.echo("hello");

      List<SpanData> clients = recorded.clients(4);
      assertThat(clients).extracting(s -> s.getAttributes().get(ATTEMPT)).containsExactly(1L, 2L);
      assertThat(clients).extracting(s -> s.getAttributes().get(HEDGE)).containsExactly(null, true);
      SpanData first = clients.getFirst();
      assertThat(clients.getLast().getStartEpochNanos())
          .isBetween(first.getStartEpochNanos(), first.getEndEpochNanos());

      assertThat(clients)
          .extracting(s -> s.getAttributes().get(STATUS))
          .containsExactlyInAnyOrder("OK", "CANCELLED");
      assertThat(clients)
          .extracting(s -> s.getAttributes().get(CANCELLED))
          .containsExactlyInAnyOrder(null, true);
      assertThat(clients)
          .extracting(s -> s.getStatus().getStatusCode())
          .containsOnly(StatusCode.UNSET);
      assertThat(clients).extracting(s -> s.getAttributes().get(ERROR_TYPE)).containsOnlyNulls();
    }
  }

  @Test
  void aCallerThatLeavesMarksTheAttemptCancelledWithItsReason() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (Loopback loopback =
        new Loopback(recorded.telemetry, (request, caller) -> arrived.countDown())) {
      Future<String> call = loopback.call("hello", CallOptions.DEFAULT);
      arrived.await();
      call.cancel(true);

      SpanData client = recorded.clients(2).getFirst();
      assertThat(client.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(client.getAttributes().get(CANCELLED)).isTrue();
      assertThat(client.getEvents())
          .filteredOn(event -> event.getName().equals("cancelled"))
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.getAttributes().get(RpcAttributes.REASON))
                      .contains("GrpcFuture was cancelled"));
    }
  }

  @Test
  void aCancelledThatTheServerSentIsAnError() throws Exception {
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            (request, caller) -> caller.onError(Status.CANCELLED.asRuntimeException()))) {
      assertThatThrownBy(() -> loopback.echo("hello")).isInstanceOf(StatusRuntimeException.class);

      SpanData client = recorded.clients(2).getFirst();
      assertThat(client.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(client.getAttributes().get(CANCELLED)).isNull();
    }
  }

  @Test
  void aPassedDeadlineIsAnError() throws Exception {
    try (Loopback loopback = new Loopback(recorded.telemetry, (request, caller) -> {})) {
      Future<String> call =
          loopback.call("hello", CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS));
      assertThatThrownBy(call::get).hasMessageContaining("DEADLINE_EXCEEDED");

      SpanData client = recorded.spans(1).getFirst();
      assertThat(client.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(client.getAttributes().get(ERROR_TYPE)).isEqualTo("DEADLINE_EXCEEDED");
    }
  }

  @Test
  void anAttemptThatWaitsForAConnectionLeavesASpanThatSaysSo() throws Exception {
    try (Loopback loopback = new Loopback(recorded.telemetry, (request, caller) -> {})) {
      loopback.server.shutdownNow().awaitTermination();
      Future<String> call =
          loopback.call(
              "hello",
              CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(200, TimeUnit.MILLISECONDS));
      assertThatThrownBy(call::get).hasMessageContaining("DEADLINE_EXCEEDED");

      SpanData client = recorded.spans(1).getFirst();
      assertThat(client.getAttributes().get(ATTEMPT)).isEqualTo(1);
      assertThat(client.getAttributes().get(NETWORK_PEER_ADDRESS)).isNull();
      assertThat(client.getEvents()).extracting(e -> e.getName()).contains("waiting");
    }
  }

  @Test
  void aCallWhoseNameIsNeverResolvedLeavesASpanWithoutANumber() throws Exception {
    NameResolverProvider unresolving = new Unresolving();
    NameResolverRegistry.getDefaultRegistry().register(unresolving);
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("unresolving:///backend").usePlaintext();
    recorded.telemetry.instrument(builder);
    ManagedChannel channel = builder.build();
    try {
      Future<String> call =
          ClientCalls.futureUnaryCall(channel.newCall(Loopback.ECHO, CallOptions.DEFAULT), "hello");
      call.cancel(true);

      SpanData client = recorded.spans(1).getFirst();
      assertThat(client.getKind()).isEqualTo(SpanKind.CLIENT);
      assertThat(client.getAttributes().get(ATTEMPT)).isNull();
      assertThat(client.getAttributes().get(CANCELLED)).isTrue();
      assertThat(client.getEvents()).extracting(e -> e.getName()).contains("never sent");
      assertThat(client.getEndEpochNanos()).isGreaterThanOrEqualTo(client.getStartEpochNanos());
    } finally {
      channel.shutdownNow();
      NameResolverRegistry.getDefaultRegistry().deregister(unresolving);
    }
  }

  @Test
  void aCallMadeByAHandlerHangsUnderTheCallItHandles() throws Exception {
    try (Loopback backend = new Loopback(recorded.telemetry, (q, caller) -> answer(caller, q));
        Loopback edge =
            new Loopback(recorded.telemetry, (q, caller) -> answer(caller, backend.echo(q)))) {
      edge.echo("hello");

      Queue<SpanData> inOrder = new ConcurrentLinkedQueue<>(recorded.spans(4));
      String parent = SpanId.getInvalid();
      for (SpanKind kind :
          List.of(SpanKind.CLIENT, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.SERVER)) {
        SpanData span = inOrder.remove();
        assertThat(span.getKind()).isEqualTo(kind);
        assertThat(span.getParentSpanId()).isEqualTo(parent);
        parent = span.getSpanId();
      }
    }
  }

  @Test
  void theServerOfACancelledHedgeIsCancelledToo() throws Exception {
    AtomicInteger arrivals = new AtomicInteger();
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            recorded.telemetry,
            (request, caller) -> {
              if (arrivals.incrementAndGet() == 2) {
                answer(caller, request);
              }
            },
            HEDGING)) {
      loopback.echo("hello");

      assertThat(recorded.servers(4))
          .extracting(span -> span.getAttributes().get(STATUS))
          .containsExactlyInAnyOrder("CANCELLED", "OK");
    }
  }

  private static final class Unresolving extends NameResolverProvider {
    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 5;
    }

    @Override
    public String getDefaultScheme() {
      return "unresolving";
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
      return new NameResolver() {
        @Override
        public String getServiceAuthority() {
          return "backend";
        }

        @Override
        public void start(Listener2 listener) {}

        @Override
        public void shutdown() {}
      };
    }
  }
}
