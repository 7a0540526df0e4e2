package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.ErrorInfo;
import fanout.aggregator.flight.DeckProbe;
import fanout.aggregator.flight.FlightDeck;
import fanout.aggregator.plan.Plan;
import fanout.aggregator.source.Sources;
import fanout.runtime.balance.SpreadLoadBalancerProvider;
import fanout.v1.Dashboard;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Section;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A caller, the aggregator and fake backends, joined by real loopback connections. After every test
 * it checks that nothing of any request is alive.
 */
final class Rig implements BeforeEachCallback, AfterEachCallback {
  static final List<String> SECTIONS = List.of("user", "orders", "notifications");
  static final String USER = "u-7";

  private final int count;
  private final IntUnaryOperator door;

  /** The first replica, and the only one unless there are several. */
  FakeBackends backends;

  /** Each plays all three backends; the same data everywhere. */
  List<FakeBackends> replicas;

  Recorder recorder;
  FlightDeck deck;
  private Server server;
  private ManagedChannel toBackends;
  private ManagedChannel toAggregator;

  Rig() {
    this(1);
  }

  /** A rig whose backends have so many replicas. */
  Rig(int replicas) {
    this(replicas, IntUnaryOperator.identity());
  }

  /**
   * A rig whose backends are reached by another port.
   *
   * @param door from the port of a replica to the one that is dialled
   */
  @SuppressWarnings("NullAway.Init") // JUnit calls beforeEach first
  Rig(int replicas, IntUnaryOperator door) {
    this.count = replicas;
    this.door = door;
  }

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    replicas = Stream.generate(FakeBackends::new).limit(count).toList();
    backends = replicas.getFirst();
    recorder = new Recorder();
    NettyChannelBuilder channel =
        NettyChannelBuilder.forTarget(
                replicas.stream()
                    .map(replica -> "127.0.0.1:" + door.applyAsInt(replica.port()))
                    .collect(Collectors.joining(",", "static:///", "")))
            .defaultLoadBalancingPolicy(SpreadLoadBalancerProvider.POLICY)
            .usePlaintext()
            .disableRetry(); // as the aggregator's channels, see ResendInterceptor
    recorder.telemetry().instrument(channel);
    toBackends = channel.directExecutor().build();
    deck =
        new FlightDeck(
            Sources.all(name -> toBackends), recorder.telemetry(), Deadline.getSystemTicker());
    Plan unset = Plan.unset(SECTIONS);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(new DashboardService(deck, unset::overlay, Deadline.getSystemTicker()))
            .intercept(new InboundSimulation());
    recorder.telemetry().instrument(builder);
    server = builder.build().start();
    toAggregator = loopback(server.getPort()).build();
    connect();
  }

  /** Loads classes and dials, so that no time limit of a test has to pay for it. */
  private void connect() {
    await()
        .until(
            () -> {
              get("budget=60s");
              return replicas.stream().noneMatch(replica -> replica.calls().isEmpty());
            });
    await().until(() -> recorder.openSpans() == 0 && inFlight() == 0);
    recorder.forget();
    replicas.forEach(FakeBackends::forget);
  }

  private long inFlight() {
    return replicas.stream().mapToLong(FakeBackends::inFlight).sum();
  }

  /** Gives every replica of a backend the same script. */
  void on(String section, FakeBackends.Script script) {
    replicas.forEach(replica -> replica.on(section, script));
  }

  /** The calls of a section at all replicas, by the number of attempts before them. */
  List<BackendCall> calls(String section) {
    return replicas.stream()
        .flatMap(replica -> replica.calls().stream())
        .filter(call -> call.section().equals(section))
        .sorted(Comparator.comparingInt(BackendCall::previousAttempts))
        .toList();
  }

  static NettyChannelBuilder loopback(int port) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    if (test.getExecutionException().isEmpty()) {
      awaitNothingAlive();
    }
    toAggregator.shutdownNow();
    server.shutdownNow();
    toBackends.shutdownNow();
    replicas.forEach(FakeBackends::close);
    deck.close();
    await().until(() -> toAggregator.isTerminated() && server.isTerminated());
  }

  /** Waits until no call, span, timer, queued task or thread of any request is left. */
  void awaitNothingAlive() {
    await()
        .untilAsserted(
            () -> {
              assertThat(inFlight()).as("calls in flight at the backends").isZero();
              assertThat(recorder.openSpans()).as("open spans").isZero();
              assertThat(recorder.gauge("fanout.requests.in_flight")).as("requests").isZero();
              assertThat(recorder.gauge("fanout.calls.stray")).as("stray calls").isZero();
              assertThat(DeckProbe.isIdle(deck)).as("no timer, no queued call, no permit").isTrue();
            });
    await().untilAsserted(() -> assertThat(FlightThreads.alive()).isEmpty());
  }

  DashboardServiceGrpc.DashboardServiceBlockingStub blocking() {
    return DashboardServiceGrpc.newBlockingStub(toAggregator);
  }

  DashboardServiceGrpc.DashboardServiceFutureStub future() {
    return DashboardServiceGrpc.newFutureStub(toAggregator);
  }

  DashboardServiceGrpc.DashboardServiceStub async() {
    return DashboardServiceGrpc.newStub(toAggregator);
  }

  static GetDashboardRequest request(String plan) {
    return GetDashboardRequest.newBuilder()
        .setUserId(USER)
        .setRequestId("r-1")
        .setPlan(plan)
        .build();
  }

  Dashboard get(String plan) {
    return blocking().getDashboard(request(plan)).getDashboard();
  }

  StatusRuntimeException fails(String plan) {
    return Objects.requireNonNull(
        catchThrowableOfType(StatusRuntimeException.class, () -> get(plan)));
  }

  ListenableFuture<GetDashboardResponse> start(String plan) {
    return future().getDashboard(request(plan));
  }

  static Section section(Dashboard dashboard, String name) {
    return dashboard.getSectionsList().stream()
        .filter(section -> section.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The fate of each section as a failed reply tells it: section → reason. */
  static Map<String, String> fates(StatusRuntimeException error) {
    Map<String, String> fates = new LinkedHashMap<>();
    try {
      for (var detail : Objects.requireNonNull(StatusProto.fromThrowable(error)).getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          fates.put(info.getMetadataOrThrow("section"), info.getReason());
        }
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
    return fates;
  }
}
