package fanout.benchmarks.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of dashboards when the cable between aggregator and backends is cut. */
class ConnectionFaultTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Ask WHOLE = Ask.of("u-1001").plan("join=all,budget=60s");
  private static final Ask HANGING = WHOLE.simulation("user:hang; orders:hang; notifications:hang");

  private final BackendServer backends =
      BackendServer.start(
          Settings.defaults(
              BackendSettings.class,
              Map.of(
                  "data-port", "0",
                  "admin-port", "0",
                  "behavior", "latency=1ms",
                  "accept-request-behavior", "true")),
          Telemetry.off());
  private final TcpProxy cable = new TcpProxy(backends.dataAddress());
  private final Aggregator aggregator =
      Aggregator.start(
          Settings.defaults(
              AggregatorSettings.class,
              Map.of(
                  "data-port", "0",
                  "admin-port", "0",
                  "user-target", cable.target(),
                  "orders-target", cable.target(),
                  "notifications-target", cable.target(),
                  "backend-keep-alive", "10s",
                  "backend-keep-alive-timeout", "100ms")),
          Telemetry.off());
  private ManagedChannel channel;
  private DashboardClient dashboards;

  ConnectionFaultTest() throws IOException {}

  @BeforeEach
  void connect() {
    assertThat(aggregator.awaitBackends(LONG)).isTrue();
    channel =
        Channels.to("127.0.0.1:" + aggregator.dataAddress().getPort(), ChannelSettings.DEFAULT)
            .connect(LONG);
    dashboards = new DashboardClient(channel);
    assertThat(code(WHOLE)).isEqualTo(Status.Code.OK);
  }

  @AfterEach
  void close() throws IOException {
    channel.shutdownNow();
    aggregator.close();
    cable.close();
    backends.close();
  }

  private Status.Code code(Ask ask) {
    return dashboards.call(ask).status().getCode();
  }

  private CompletableFuture<DashboardCall> hanging() {
    CompletableFuture<DashboardCall> call =
        CompletableFuture.supplyAsync(() -> dashboards.call(HANGING));
    AggregatorSettings.SECTIONS.forEach(
        name ->
            await()
                .atMost(LONG)
                .until(() -> backends.backend(name).ledger().read().inFlight() == 1));
    return call;
  }

  private void healed() {
    await().atMost(LONG).until(() -> code(WHOLE) == Status.Code.OK);
    assertThat(cable.accepted()).isGreaterThanOrEqualTo(6);
  }

  @Test
  void aResetFailsTheCallsOnItsConnectionAtOnceAndTheNextOnesHaveAnother() throws Exception {
    CompletableFuture<DashboardCall> call = hanging();
    cable.reset();

    // Were it only the budget that ended it, it would be DEADLINE_EXCEEDED.
    assertThat(call.get().status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    healed();
    AggregatorSettings.SECTIONS.forEach(
        name ->
            await()
                .atMost(LONG)
                .until(() -> backends.backend(name).ledger().read().inFlight() == 0));
  }

  @Test
  void aHalfOpenConnectionCostsTheBudgetUntilTheKeepAliveFindsIt() throws Exception {
    CompletableFuture<DashboardCall> call = hanging();
    cable.swallow();

    assertThat(code(WHOLE.plan("join=all,budget=200ms"))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    // Nobody answers and nobody hangs up: only a ping without an answer ends this before its time.
    assertThat(call.get().status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    healed();
  }
}
