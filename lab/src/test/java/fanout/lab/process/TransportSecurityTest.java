package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.v1.ListOrdersRequest;
import fanout.v1.OrderServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS from the caller to the aggregator, mutual TLS from there to a backend. */
class TransportSecurityTest {
  @TempDir Path directory;

  private static <T> T over(
      String target, Map<String, String> tls, Function<ManagedChannel, T> call) {
    ChannelSettings settings = Settings.defaults(ChannelSettings.class, tls);
    ManagedChannel channel = Channels.to(target, settings).open();
    try {
      return call.apply(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Status.Code dashboard(Child aggregator, Map<String, String> tls) {
    return over(
        aggregator.data(),
        tls,
        channel -> {
          DashboardCall call = new DashboardClient(channel).call(Ask.of("u-1").plan("budget=20s"));
          call.dashboard().ifPresent(d -> assertThat(d.getCompleteness()).isEqualTo(1.0));
          return call.status().getCode();
        });
  }

  private static Status.Code orders(Child backend, Map<String, String> tls) {
    return over(
        backend.data(),
        tls,
        channel -> {
          try {
            ListOrdersRequest request = ListOrdersRequest.newBuilder().setUserId("u-1").build();
            OrderServiceGrpc.newBlockingStub(channel).listOrders(request);
            return Status.Code.OK;
          } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
          }
        });
  }

  @Test
  void onlyWhoIsTrustedIsServed() throws Exception {
    Certificate edge = Certificate.make(directory, "edge");
    Certificate behind = Certificate.make(directory, "behind");
    try (Child backend =
            Program.BACKEND.start(
                "--tls-certificate=" + behind.chain(),
                "--tls-private-key=" + behind.key(),
                "--tls-client-ca=" + edge.chain());
        Child aggregator =
            Program.AGGREGATOR.start(
                Targets.all(
                    backend,
                    "--tls-certificate=" + edge.chain(),
                    "--tls-private-key=" + edge.key(),
                    "--backend-tls-ca=" + behind.chain(),
                    "--backend-tls-certificate=" + edge.chain(),
                    "--backend-tls-private-key=" + edge.key()))) {
      assertThat(dashboard(aggregator, Map.of("tls-ca", edge.chain()))).isEqualTo(Status.Code.OK);
      assertThat(dashboard(aggregator, Map.of())).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(orders(backend, Map.of())).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(orders(backend, Map.of("tls-ca", behind.chain())))
          .isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(aggregator.get("/readyz").statusCode()).isEqualTo(200);
    }
  }
}
