package fanout.runtime.server;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fanout.runtime.settings.Settings;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerHostTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int MORE_THAN_EVENT_LOOPS = 4 * Runtime.getRuntime().availableProcessors();

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeInReverse() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private static ServerSettings settings(String... pairs) {
    Map<String, String> changes = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      changes.put(pairs[i], pairs[i + 1]);
    }
    return Settings.defaults(ServerSettings.class, changes);
  }

  private ServerHost start(ServerHost.Builder builder) {
    ServerHost host = builder.build();
    open.add(host);
    return host.start();
  }

  private ServerHost echo(String... settings) {
    return start(
        ServerHost.builder(settings(settings)).service(new EchoService(UnaryOperator.identity())));
  }

  private ManagedChannel channel(InetSocketAddress address) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + address.getPort(), InsecureChannelCredentials.create())
            .build();
    open.add(channel::shutdownNow);
    return channel;
  }

  private static ServingStatus health(Channel channel, String service) {
    HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
    return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(LONG).check(request).getStatus();
  }

  private ExecutorService threads() {
    ExecutorService threads = Executors.newCachedThreadPool();
    open.add(threads::shutdownNow);
    return threads;
  }

  private static void awaitState(ServerHost host, ServerHost.State state) {
    await().atMost(LONG).until(() -> host.state() == state);
  }

  @Test
  void servesItsServicesAndTheirHealthOnTheDataPort() {
    ServerHost host = echo();
    ManagedChannel data = channel(host.dataAddress());
    assertThat(EchoService.call(data, "tea")).isEqualTo("tea");
    assertThat(health(data, "")).isEqualTo(SERVING);
    assertThat(health(data, EchoService.NAME)).isEqualTo(SERVING);
    host.setServing(EchoService.NAME, false);
    assertThat(health(data, EchoService.NAME)).isEqualTo(NOT_SERVING);
    assertThat(health(data, "")).isEqualTo(SERVING);
  }

  @Test
  void theAdminPortSpeaksGrpcAndHttp() {
    ServerHost host =
        start(
            ServerHost.builder(settings()).adminService(new EchoService(request -> request + "!")));
    ManagedChannel admin = channel(host.adminAddress());
    assertThat(health(admin, "")).isEqualTo(SERVING);
    assertThat(EchoService.call(admin, "tea")).isEqualTo("tea!");
    assertThat(
            ChannelzGrpc.newBlockingStub(admin)
                .getServers(GetServersRequest.getDefaultInstance())
                .getServerCount())
        .isGreaterThanOrEqualTo(2);
    assertThat(Admin.get(host, "/healthz").statusCode()).isEqualTo(200);
    assertThat(Admin.get(host, "/readyz?verbose").body()).isEqualTo("serving\n");
    assertThat(Admin.get(host, "/metrics").statusCode()).isEqualTo(200);
    assertThat(EchoService.call(admin, "again")).isEqualTo("again!");
  }

  @Test
  void drainingFinishesAcceptedCallsAndRefusesOthers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    open.add(release::countDown);
    EchoService service = EchoService.waitingFor(release);
    ServerHost host = start(ServerHost.builder(settings()).service(service).executor(threads()));
    ManagedChannel data = channel(host.dataAddress());
    ManagedChannel admin = channel(host.adminAddress());
    Future<String> accepted = EchoService.start(data, "accepted");
    await().atMost(LONG).until(() -> service.entered.get() == 1);

    CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(host::drain, threads());
    awaitState(host, ServerHost.State.DRAINING);
    await().atMost(LONG).until(() -> Admin.get(host, "/readyz").statusCode() == 503);
    assertThat(Admin.get(host, "/readyz").body()).isEqualTo("draining\n");
    assertThat(Admin.get(host, "/healthz").statusCode()).isEqualTo(200);
    await().atMost(LONG).until(() -> health(admin, EchoService.NAME) == NOT_SERVING);
    ManagedChannel late = channel(host.dataAddress());
    await().atMost(LONG).untilAsserted(() -> assertRefused(late));
    assertThat(accepted.isDone()).isFalse();
    assertThat(drained).isNotDone();

    release.countDown();
    assertThat(accepted.get()).isEqualTo("accepted");
    assertThat(drained.get()).isTrue();
    assertThat(host.state()).isEqualTo(ServerHost.State.STOPPED);
    assertThat(service.entered).hasValue(1);
  }

  private static void assertRefused(Channel channel) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> EchoService.call(channel, "late"))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void whatOutlastsTheDrainLimitIsCancelled() {
    CountDownLatch release = new CountDownLatch(1);
    open.add(release::countDown);
    EchoService service = EchoService.waitingFor(release);
    ServerHost host =
        start(
            ServerHost.builder(settings("drain-limit", "50ms"))
                .service(service)
                .executor(threads()));
    Future<String> accepted = EchoService.start(channel(host.dataAddress()), "accepted");
    await().atMost(LONG).until(() -> service.entered.get() == 1);
    assertThat(host.drain()).isFalse();
    assertThat(host.drain()).isFalse();
    assertThatThrownBy(accepted::get)
        .cause()
        .extracting(e -> Status.fromThrowable(e).getCode())
        .isIn(Status.Code.CANCELLED, Status.Code.UNAVAILABLE);
  }

  @Test
  void anInterruptCutsTheDrainShortAndNotTheEnd() {
    CountDownLatch release = new CountDownLatch(1);
    open.add(release::countDown);
    EchoService service = EchoService.waitingFor(release);
    ServerHost host =
        start(
            ServerHost.builder(settings("drain-limit", "60s"))
                .service(service)
                .executor(threads()));
    Future<String> accepted = EchoService.start(channel(host.dataAddress()), "accepted");
    await().atMost(LONG).until(() -> service.entered.get() == 1);

    Thread.currentThread().interrupt();
    try {
      host.close();
    } finally {
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }

    assertThat(host.state()).isEqualTo(ServerHost.State.STOPPED);
    assertThatThrownBy(accepted::get)
        .cause()
        .extracting(e -> Status.fromThrowable(e).getCode())
        .isIn(Status.Code.CANCELLED, Status.Code.UNAVAILABLE);
    assertThatThrownBy(() -> health(channel(host.adminAddress()), ""))
        .hasMessage("UNAVAILABLE: io exception");
  }

  @Test
  void aHealthWatchDoesNotHoldUpTheDrain() {
    ServerHost host = echo("drain-limit", "60s");
    Iterator<HealthCheckResponse> watch =
        HealthGrpc.newBlockingStub(channel(host.dataAddress()))
            .watch(HealthCheckRequest.getDefaultInstance());
    assertThat(watch.next().getStatus()).isEqualTo(SERVING);
    assertThat(host.drain()).isTrue();
    assertThat(watch.next().getStatus()).isEqualTo(NOT_SERVING);
    assertThatThrownBy(watch::hasNext).hasMessage("UNAVAILABLE: shutting down");
  }

  @Test
  void aPortInUseIsOneLineWithAddressAndFlag() {
    ServerHost first = echo();
    String data = String.valueOf(first.dataAddress().getPort());
    String admin = String.valueOf(first.adminAddress().getPort());
    assertThatExceptionOfType(CannotListenException.class)
        .isThrownBy(() -> echo("data-port", data))
        .withMessage(
            "the data port 127.0.0.1:%s is already in use; choose another with --data-host or"
                + " --data-port (0 takes any free one)",
            data);
    assertThatExceptionOfType(CannotListenException.class)
        .isThrownBy(() -> echo("admin-port", admin))
        .withMessageStartingWith("the admin port 127.0.0.1:" + admin + " is already in use;");
  }

  @Test
  void anAddressOfAnotherMachineCannotBeListenedOn() {
    assertThatExceptionOfType(CannotListenException.class)
        .isThrownBy(() -> echo("data-host", "192.0.2.1"))
        .withMessageStartingWith("the data port 192.0.2.1:0 cannot be opened: ");
    assertThatExceptionOfType(CannotListenException.class)
        .isThrownBy(() -> echo("data-host", "no-such-host.invalid"))
        .withMessageStartingWith("the data port no-such-host.invalid:0 cannot be opened: ");
  }

  @Test
  void aHostThatCouldNotStartHoldsNoPort() {
    ServerHost first = echo();
    String data = String.valueOf(first.dataAddress().getPort());
    ServerHost second = ServerHost.builder(settings("data-port", data)).build();
    assertThatThrownBy(second::start).isInstanceOf(CannotListenException.class);
    assertThat(second.state()).isEqualTo(ServerHost.State.STOPPED);
    assertThatThrownBy(() -> Admin.get(second, "/healthz"))
        .hasCauseInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void aRequestThatIsTooLargeIsRefusedWithResourceExhausted() {
    ManagedChannel data = channel(echo("max-message-size", "1KiB").dataAddress());
    assertThat(EchoService.call(data, "x".repeat(1024))).hasSize(1024);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> EchoService.call(data, "x".repeat(1025)))
        .satisfies(
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void interceptorsSurroundTheServicesAndNotHealth() {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    ServerHost host =
        start(
            ServerHost.builder(settings())
                .service(new EchoService(UnaryOperator.identity()))
                .interceptor(noting(log, "outer"))
                .interceptor(noting(log, "inner")));
    ManagedChannel data = channel(host.dataAddress());
    assertThat(health(data, "")).isEqualTo(SERVING);
    assertThat(log).isEmpty();
    EchoService.call(data, "tea");
    assertThat(log).containsExactly("outer", "inner");
  }

  private static ServerInterceptor noting(List<String> log, String name) {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        log.add(name);
        return next.startCall(call, headers);
      }
    };
  }

  /**
   * The service blocks on the data port's own event loops, the worst that a handler can do. The
   * clients bring an event loop of their own, since gRPC shares one between clients and servers.
   */
  @Test
  void theAdminPortAnswersWhileEveryDataThreadIsBlocked() {
    CountDownLatch release = new CountDownLatch(1);
    EchoService service = EchoService.waitingFor(release);
    ServerHost host = start(ServerHost.builder(settings()).service(service));
    open.add(release::countDown);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    open.add(() -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get());
    for (int i = 0; i < MORE_THAN_EVENT_LOOPS; i++) {
      EchoService.start(channel(host.dataAddress(), loop), "blocks");
    }
    await().atMost(LONG).until(() -> noneAnswers(host, loop));
    assertThat(health(channel(host.adminAddress(), loop), "")).isEqualTo(SERVING);
    assertThat(Admin.get(host, "/readyz").statusCode()).isEqualTo(200);
  }

  /**
   * Connections go to the event loops in turn: if none of many is served, every loop is blocked.
   */
  private boolean noneAnswers(ServerHost host, EventLoopGroup loop) {
    List<Future<HealthCheckResponse>> answers = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_EVENT_LOOPS; i++) {
      answers.add(
          HealthGrpc.newFutureStub(channel(host.dataAddress(), loop))
              .withDeadlineAfter(Duration.ofMillis(500))
              .check(HealthCheckRequest.getDefaultInstance()));
    }
    return answers.stream()
        .allMatch(
            answer -> {
              try {
                return answer.get().getStatus() != SERVING;
              } catch (ExecutionException e) {
                return Status.fromThrowable(e).getCode() == Status.Code.DEADLINE_EXCEEDED;
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private ManagedChannel channel(InetSocketAddress address, EventLoopGroup loop) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address)
            .usePlaintext()
            .channelType(NioSocketChannel.class)
            .eventLoopGroup(loop)
            .build();
    open.add(channel::shutdownNow);
    return channel;
  }

  @Test
  void aHostIsUsedOnce() {
    ServerHost host = echo();
    assertThatThrownBy(host::start).hasMessage("already serving");
    host.close();
    host.close();
    assertThatThrownBy(host::start).hasMessage("already stopped");
  }
}
