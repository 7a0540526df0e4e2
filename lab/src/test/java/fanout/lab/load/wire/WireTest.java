package fanout.lab.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.lab.client.Connection;
import fanout.lab.load.EventLoops;
import fanout.lab.load.Target;
import fanout.lab.load.unary.UnaryTarget;
import fanout.runtime.server.ChannelSettings;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every call is made over the wire and by gRPC's client: they agree. */
class WireTest {
  private static final String METHOD = "fanout.v1.DashboardService/GetDashboard";

  /** A guard against hangs: nothing that works takes this long. */
  private static final long LONG_SECONDS = 30;

  private static final Metadata NONE = new Metadata();

  private final Scripted script = new Scripted();
  private final EventLoops loops = new EventLoops(1);
  private final AtomicInteger elsewhere = new AtomicInteger();
  private Server server = serve(0, server -> server);
  private final String where = "127.0.0.1:" + server.getPort();
  private final Connection grpc = Connection.open(where, ChannelSettings.DEFAULT);
  private WireConnections wire = open();

  private Server serve(int port, UnaryOperator<NettyServerBuilder> changed) {
    try {
      return changed
          .apply(
              NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
          .addService(script)
          .intercept(script)
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WireConnections open() {
    try {
      return WireConnections.open(where, ChannelSettings.DEFAULT, loops, 1, METHOD).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void end() {
    wire.close();
    grpc.close();
    loops.close();
    server.shutdownNow();
  }

  private UnaryTarget unary(String user, Metadata headers, Optional<Duration> deadline) {
    byte[] body = GetDashboardRequest.newBuilder().setUserId(user).build().toByteArray();
    return new UnaryTarget(
        List.of(grpc.channel()),
        METHOD,
        new UnaryTarget.Requests(index -> body, counted(headers), deadline));
  }

  /** Asked for once over the wire, and again where the call goes elsewhere. */
  private LongFunction<Metadata> counted(Metadata headers) {
    return index -> {
      elsewhere.incrementAndGet();
      Metadata copy = new Metadata();
      copy.merge(headers);
      return copy;
    };
  }

  private static CompletableFuture<Status> send(Target target) {
    CompletableFuture<Status> end = new CompletableFuture<>();
    target.send(0, end::complete);
    return end;
  }

  private static Status ended(CompletableFuture<Status> call) throws Exception {
    return call.get(LONG_SECONDS, TimeUnit.SECONDS);
  }

  /** One call each; that over the wire did not go elsewhere. */
  private Status both(UnaryTarget target) throws Exception {
    Status byGrpc = ended(send(target));
    elsewhere.set(0);
    Status byWire = ended(send(wire.calling(target)));
    assertThat(elsewhere).hasValue(1);
    assertThat(byWire.getCode()).isEqualTo(byGrpc.getCode());
    return byWire;
  }

  @Test
  void anAnswerIsOk() throws Exception {
    assertThat(both(unary("u", NONE, Optional.empty())).isOk()).isTrue();
  }

  @Test
  void aFailureKeepsItsWords() throws Exception {
    Status end = both(unary(Scripted.FAIL + "50 % of Ä\n", NONE, Optional.empty()));

    assertThat(end.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(end.getDescription()).isEqualTo("50 % of Ä\n");
  }

  @Test
  void anUnknownMethodIsUnimplemented() throws Exception {
    try (WireConnections other =
        WireConnections.open(where, ChannelSettings.DEFAULT, loops, 1, "no.Service/Method")
            .orElseThrow()) {
      Status end = ended(send(other.calling(unary("u", NONE, Optional.empty()))));

      assertThat(end.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  @Test
  void headersArriveAsTheyWere() throws Exception {
    Metadata sent = new Metadata();
    sent.put(Metadata.Key.of("text", Metadata.ASCII_STRING_MARSHALLER), "one");
    sent.put(Metadata.Key.of("text", Metadata.ASCII_STRING_MARSHALLER), "two");
    sent.put(Metadata.Key.of("some-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {0, -1, 7});
    both(unary("u", sent, Optional.of(Duration.ofSeconds(LONG_SECONDS))));

    for (Metadata arrived : script.headers) {
      assertThat(arrived.getAll(Metadata.Key.of("text", Metadata.ASCII_STRING_MARSHALLER)))
          .containsExactly("one", "two");
      assertThat(arrived.get(Metadata.Key.of("some-bin", Metadata.BINARY_BYTE_MARSHALLER)))
          .containsExactly(0, -1, 7);
      assertThat(arrived.keys()).contains("grpc-timeout");
    }
    assertThat(script.headers).hasSize(2);
  }

  /** Longer than a frame, and than the window that a server grants at first. */
  @Test
  void longRequestsAndRepliesGoThroughTheWindows() throws Exception {
    String user = Scripted.BYTES + "0".repeat(2_000_000) + "3000000";
    assertThat(both(unary(user, NONE, Optional.empty())).isOk()).isTrue();

    assertThat(script.requestSizes).hasSize(2).allMatch(size -> size > 2_000_000);
  }

  /** Half of the window of a connection is 8 MiB: it has to be granted again. */
  @Test
  void aConnectionReadsWithoutEnd() throws Exception {
    Target target = wire.calling(unary(Scripted.BYTES + "3000000", NONE, Optional.empty()));
    for (int i = 0; i < 12; i++) {
      assertThat(ended(send(target)).isOk()).isTrue();
    }
  }

  @Test
  void aReplyThatIsTooLongIsRefused() throws Exception {
    int most = ChannelSettings.DEFAULT.maxMessageSize().toIntExact();
    Status end = both(unary(Scripted.BYTES + (most + 1), NONE, Optional.empty()));

    assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void aCallEndsWithItsDeadlineAndTheServerHearsOfIt() throws Exception {
    Status end = both(unary(Scripted.SILENT, NONE, Optional.of(Duration.ofMillis(50))));

    assertThat(end.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    for (int i = 0; i < 2; i++) {
      assertThat(script.cancelled.poll(LONG_SECONDS, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aCallThatIsCancelledEndsOnceAndTheServerHearsOfIt() throws Exception {
    CompletableFuture<Status> end = new CompletableFuture<>();
    Runnable cancel =
        wire.calling(unary(Scripted.SILENT, NONE, Optional.empty())).send(0, end::complete);
    assertThat(script.held.poll(LONG_SECONDS, TimeUnit.SECONDS)).isNotNull();
    cancel.run();

    assertThat(ended(end).getCode()).isEqualTo(Status.Code.CANCELLED);
    assertThat(script.cancelled.poll(LONG_SECONDS, TimeUnit.SECONDS)).isNotNull();
    cancel.run();
  }

  @Test
  @Timeout(LONG_SECONDS)
  void callsWaitForAStreamWhereAServerTakesOnlyFew() throws Exception {
    restart(builder -> builder.maxConcurrentCallsPerConnection(2));
    Target silent = wire.calling(unary(Scripted.SILENT, NONE, Optional.empty()));
    List<CompletableFuture<Status>> calls = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      calls.add(send(silent));
    }
    int most = 0;
    for (int i = 0; i < 7; i++) {
      StreamObserver<GetDashboardResponse> one = script.held.take();
      most = Math.max(most, 1 + script.held.size());
      answer(one);
    }
    assertThat(most).isLessThanOrEqualTo(2);
    for (CompletableFuture<Status> call : calls) {
      assertThat(ended(call).isOk()).isTrue();
    }
  }

  @Test
  void aCallThatWaitsForAStreamHasItsDeadlineToo() throws Exception {
    restart(builder -> builder.maxConcurrentCallsPerConnection(1));
    CompletableFuture<Status> holds =
        send(wire.calling(unary(Scripted.SILENT, NONE, Optional.of(Duration.ofMillis(200)))));
    assertThat(script.held.poll(LONG_SECONDS, TimeUnit.SECONDS)).isNotNull();
    CompletableFuture<Status> waits =
        send(wire.calling(unary("u", NONE, Optional.of(Duration.ofMillis(1)))));

    assertThat(ended(holds).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(ended(waits).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  /** What is open ends as it would; what comes later goes elsewhere until the next one stands. */
  @Test
  @Timeout(LONG_SECONDS)
  void aConnectionThatGoesAwayInGoodOrderFailsNothing() throws Exception {
    restart(builder -> builder.maxConnectionAge(200, TimeUnit.MILLISECONDS));
    CompletableFuture<Status> open =
        send(wire.calling(unary(Scripted.SILENT, NONE, Optional.empty())));
    StreamObserver<GetDashboardResponse> held = script.held.take();
    Target target = wire.calling(unary("u", NONE, Optional.empty()));
    elsewhere.set(0);
    for (int sent = 0; elsewhere.get() == sent; sent++) {
      assertThat(ended(send(target)).isOk()).as("call %d", sent).isTrue();
    }
    answer(held);

    assertThat(ended(open).isOk()).isTrue();
  }

  private static void answer(StreamObserver<GetDashboardResponse> call) {
    call.onNext(GetDashboardResponse.getDefaultInstance());
    call.onCompleted();
  }

  @Test
  void aConnectionThatIsLostIsMadeAnew() throws Exception {
    CompletableFuture<Status> open =
        send(wire.calling(unary(Scripted.SILENT, NONE, Optional.empty())));
    assertThat(script.held.poll(LONG_SECONDS, TimeUnit.SECONDS)).isNotNull();
    int port = server.getPort();
    server.shutdownNow();
    assertThat(ended(open).isOk()).isFalse();
    assertThat(server.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    server = serve(port, builder -> builder);

    Target target = wire.calling(unary("u", NONE, Optional.empty()));
    await()
        .atMost(Duration.ofSeconds(LONG_SECONDS))
        .until(
            () -> {
              elsewhere.set(0);
              return ended(send(target)).isOk() && elsewhere.get() == 1;
            });
  }

  @Test
  void headersTooLongForAFrameGoElsewhere() throws Exception {
    Metadata longer = new Metadata();
    longer.put(Metadata.Key.of("long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(16_384));
    ended(send(wire.calling(unary("u", longer, Optional.empty()))));

    assertThat(elsewhere).hasValue(2);
  }

  @Test
  void whereNobodyListensThereIsNoWire() throws Exception {
    server.shutdownNow();
    server.awaitTermination();

    assertThat(WireConnections.open(where, ChannelSettings.DEFAULT, loops, 1, METHOD)).isEmpty();
  }

  @Test
  void whatOnlyGrpcCanResolveIsLeftToIt() throws Exception {
    for (String target : List.of("dns:///localhost:1", "127.0.0.1:1,127.0.0.1:2", "nobody")) {
      assertThat(WireConnections.open(target, ChannelSettings.DEFAULT, loops, 1, METHOD))
          .as(target)
          .isEmpty();
    }
  }

  private void restart(UnaryOperator<NettyServerBuilder> changed) throws Exception {
    wire.close();
    int port = server.getPort();
    server.shutdownNow();
    assertThat(server.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    server = serve(port, changed);
    wire = open();
  }
}
