package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import fanout.lab.client.DashboardClient.Ask;
import fanout.v1.DashboardServiceGrpc;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.SimulatorServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.channelz.v1.GetTopChannelsRequest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What probes and operators find on the two ports of a process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointsTest {
  private Child backend;
  private Child aggregator;

  @BeforeAll
  void start() throws Exception {
    backend = Program.BACKEND.start();
    aggregator = Program.AGGREGATOR.start(Targets.all(backend));
  }

  @AfterAll
  void stop() throws Exception {
    for (Child child : List.of(aggregator, backend)) {
      child.close();
    }
  }

  private static ServingStatus health(Channel channel, String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void healthIsServedOnBothPortsForTheProcessAndForEachService() {
    for (Channel channel : List.of(aggregator.dataChannel(), aggregator.adminChannel())) {
      assertThat(health(channel, "")).isEqualTo(ServingStatus.SERVING);
      assertThat(health(channel, DashboardServiceGrpc.SERVICE_NAME))
          .isEqualTo(ServingStatus.SERVING);
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> health(channel, "tea"))
          .matches(e -> e.getStatus().getCode() == Status.Code.NOT_FOUND);
    }
    assertThat(health(backend.dataChannel(), OrderServiceGrpc.SERVICE_NAME))
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void thePagesAnswer() throws Exception {
    for (Child child : List.of(aggregator, backend)) {
      assertThat(child.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(child.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(child.get("/tea").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aRequestIsMeasuredInBothProcesses() throws Exception {
    assertThat(aggregator.dashboards().call(Ask.of("u-1")).orThrow().getCompleteness())
        .isEqualTo(1.0);
    assertThat(aggregator.get("/metrics").body())
        .contains("fanout_request_duration_seconds_count", "fanout_section=\"orders\"")
        .contains("rpc_client_attempt_duration_seconds_bucket");
    assertThat(backend.get("/metrics").body())
        .contains("rpc_server_call_duration_seconds_bucket", "fanout.v1.OrderService/ListOrders");
  }

  @Test
  void channelzShowsTheServersAndTheConnectionsToTheBackends() {
    ChannelzGrpc.ChannelzBlockingStub channelz =
        ChannelzGrpc.newBlockingStub(aggregator.adminChannel());
    assertThat(channelz.getServers(GetServersRequest.getDefaultInstance()).getServerList())
        .hasSize(2);
    assertThat(channelz.getTopChannels(GetTopChannelsRequest.getDefaultInstance()).getChannelList())
        .extracting(channel -> channel.getData().getTarget())
        .contains("dns:///" + backend.data());
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    assertThat(services(aggregator.dataChannel()))
        .contains(DashboardServiceGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME);
    assertThat(services(backend.dataChannel())).contains(OrderServiceGrpc.SERVICE_NAME);
    assertThat(services(backend.adminChannel())).contains(SimulatorServiceGrpc.SERVICE_NAME);
  }

  private static List<String> services(Channel channel) throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    return answer
        .get(Child.LONG.toSeconds(), TimeUnit.SECONDS)
        .getListServicesResponse()
        .getServiceList()
        .stream()
        .map(ServiceResponse::getName)
        .toList();
  }
}
