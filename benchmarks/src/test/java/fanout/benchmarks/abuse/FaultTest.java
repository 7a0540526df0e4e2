package fanout.benchmarks.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.benchmarks.contender.Backend;
import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.benchmarks.contender.ContenderProcess;
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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the aggregator's calls when a backend's process is stopped, killed or starved.
 */
class FaultTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Ask PATIENT = Ask.of("u-1001").plan("budget=20s");
  private static final Ask HURRIED = Ask.of("u-1001").plan("budget=300ms");

  private ContenderProcess backend;
  private Aggregator aggregator;
  private ManagedChannel channel;
  private DashboardClient dashboards;

  @BeforeEach
  void start() {
    backend = ContenderProcess.start(new Backend(Duration.ofMillis(1)), Surroundings.NOBODY);
    aggregator =
        Aggregator.start(
            Settings.defaults(
                AggregatorSettings.class,
                Map.of(
                    "data-port", "0",
                    "admin-port", "0",
                    "user-target", backend.target(),
                    "orders-target", backend.target(),
                    "notifications-target", backend.target())),
            Telemetry.off());
    assertThat(aggregator.awaitBackends(LONG)).isTrue();
    channel =
        Channels.to("127.0.0.1:" + aggregator.dataAddress().getPort(), ChannelSettings.DEFAULT)
            .connect(LONG);
    dashboards = new DashboardClient(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    aggregator.close();
    backend.close();
  }

  @Test
  void aStoppedBackendCostsTheBudgetAndServesAgainWhenItGoesOn() throws Exception {
    assertThat(dashboards.call(PATIENT).status().getCode()).isEqualTo(Status.Code.OK);
    signal("STOP");
    try {
      // The connection is open and nobody is there: only the deadline ends the call.
      DashboardCall hung = dashboards.call(HURRIED);
      assertThat(hung.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(hung.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    } finally {
      signal("CONT");
    }
    await().atMost(LONG).until(() -> dashboards.call(PATIENT).status().getCode() == Status.Code.OK);
  }

  @Test
  void aKilledBackendIsUnavailableAtOnceAndNotAtTheDeadline() {
    assertThat(dashboards.call(PATIENT).status().getCode()).isEqualTo(Status.Code.OK);
    backend.handle().destroyForcibly();
    // Without fail-fast the call would wait for its budget and end as DEADLINE_EXCEEDED.
    DashboardCall failed = dashboards.call(PATIENT);
    assertThat(failed.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aProcessOutOfFileDescriptorsServesThoseItHasAndTheOthersLater() throws Exception {
    List<String> few = List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh");
    try (ContenderProcess starved =
        ContenderProcess.start(few, new Backend(Duration.ofMillis(1)), Surroundings.NOBODY)) {
      String[] parts = starved.target().split(":", -1);
      InetSocketAddress address = new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
      ManagedChannel before = Channels.to(starved.target(), ChannelSettings.DEFAULT).connect(LONG);
      List<RawHttp2> crowd = new ArrayList<>();
      try {
        for (int i = 0; i < 300; i++) {
          crowd.add(new RawHttp2(address, 65_535));
        }
        assertThat(Users.get(before)).isEqualTo(Status.Code.OK);
      } finally {
        for (RawHttp2 connection : crowd) {
          connection.close();
        }
      }
      ManagedChannel after = Channels.to(starved.target(), ChannelSettings.DEFAULT).connect(LONG);
      assertThat(Users.get(after)).isEqualTo(Status.Code.OK);
      before.shutdownNow();
      after.shutdownNow();
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, String.valueOf(backend.handle().pid()))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(status).isZero();
  }
}
