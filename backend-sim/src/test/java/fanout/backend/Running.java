package fanout.backend;

import fanout.backend.ledger.LedgerCounts;
import fanout.runtime.server.SimulationMetadata;
import fanout.runtime.settings.Startup;
import fanout.runtime.telemetry.Telemetry;
import fanout.v1.ListOrdersRequest;
import fanout.v1.ListOrdersResponse;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.SimulatorServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A backend process on real loopback ports and one connection to it. */
public final class Running implements AutoCloseable {
  public static final ListOrdersRequest ADA =
      ListOrdersRequest.newBuilder().setUserId("ada").build();

  public final BackendServer server;
  public final ManagedChannel channel;
  private final ManagedChannel adminChannel;

  private Running(Telemetry telemetry, TimeSource time, String... flags) {
    server = BackendServer.start(settings(flags), telemetry, time);
    channel = connect();
    adminChannel = NettyChannelBuilder.forAddress(server.adminAddress()).usePlaintext().build();
  }

  /** Settings as the command line gives them, on any free ports. */
  public static BackendSettings settings(String... flags) {
    Map<String, String> anyPorts =
        Map.of("FANOUT_BACKEND_DATA_PORT", "0", "FANOUT_BACKEND_ADMIN_PORT", "0");
    return switch (BackendMain.settings().load(List.of(flags), anyPorts)) {
      case Startup.Run<BackendSettings> run -> run.value();
      case Startup.Stop<BackendSettings> stop -> throw new IllegalArgumentException(stop.text());
    };
  }

  /** Backends that accept behaviour from requests and else answer at once. */
  public static Running with(String... flags) {
    return at(TimeSource.SYSTEM, flags);
  }

  /** The same by other clocks. */
  public static Running at(TimeSource time, String... flags) {
    String[] usual = {"--accept-request-behavior=true", "--behavior=latency=0ms", "--seed=7"};
    return new Running(
        Telemetry.off(),
        time,
        Stream.concat(
                Arrays.stream(usual)
                    .filter(u -> Arrays.stream(flags).noneMatch(f -> key(f).equals(key(u)))),
                Arrays.stream(flags))
            .toArray(String[]::new));
  }

  private static String key(String flag) {
    return flag.substring(0, flag.indexOf('='));
  }

  /** Exactly these settings. */
  public static Running exactly(Telemetry telemetry, String... flags) {
    return new Running(telemetry, TimeSource.SYSTEM, flags);
  }

  /** A connection of its own; its callbacks come in the order of the wire. */
  public ManagedChannel connect() {
    return NettyChannelBuilder.forAddress(server.dataAddress())
        .usePlaintext()
        .directExecutor()
        .build();
  }

  public OrderServiceGrpc.OrderServiceBlockingStub orders(String simulation) {
    return simulated(OrderServiceGrpc.newBlockingStub(channel), simulation)
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  public OrderServiceGrpc.OrderServiceFutureStub ordersLater(String simulation) {
    return simulated(OrderServiceGrpc.newFutureStub(channel), simulation);
  }

  public OrderServiceGrpc.OrderServiceStub ordersAsync(String simulation) {
    return simulated(OrderServiceGrpc.newStub(channel), simulation);
  }

  public SimulatorServiceGrpc.SimulatorServiceBlockingStub control() {
    return SimulatorServiceGrpc.newBlockingStub(adminChannel);
  }

  public LedgerCounts ledger() {
    return server.backend("orders").ledger().read();
  }

  public static <S extends AbstractStub<S>> S simulated(S stub, String simulation) {
    return simulation.isEmpty() ? stub : with(stub, SimulationMetadata.SIM, simulation);
  }

  public static <S extends AbstractStub<S>> S named(S stub, String requestId) {
    return with(stub, SimulationMetadata.REQUEST_ID, requestId);
  }

  public static <S extends AbstractStub<S>> S with(S stub, Metadata.Key<String> key, String value) {
    Metadata headers = new Metadata();
    headers.put(key, value);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /**
   * Calls until the deadline of a call has passed that had arrived; how the last one ended. On a
   * busy machine a deadline may pass before its call has left, and then a longer one is tried.
   */
  public Status pastDeadline(String simulation) {
    Status status = Status.OK;
    for (long millis = 30; ledger().started() == 0; millis *= 2) {
      Duration deadline = Duration.ofMillis(millis);
      status = statusOf(() -> orders(simulation).withDeadlineAfter(deadline).listOrders(ADA));
    }
    return status;
  }

  /** How the call ended. */
  public static Status statusOf(Supplier<ListOrdersResponse> call) {
    try {
      ListOrdersResponse unused = call.get();
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    adminChannel.shutdownNow();
    server.close();
  }
}
