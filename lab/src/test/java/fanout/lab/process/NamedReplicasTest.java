package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fanout.lab.client.SimulatorClient;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backend behind a name, whose addresses come and go as a headless Service's do: a file of hosts
 * stands for the cluster's DNS, addresses of loopback for those of pods.
 */
class NamedReplicasTest {
  private static final String NAME = "orders.test";
  private static final String FIRST = "127.0.0.2";
  private static final String SECOND = "127.0.0.3";

  /** A section that fails fails the request, so that nothing hides. */
  private static final String PLAN = "budget=20s; each:required=true";

  @TempDir Path folder;
  private Path hosts;

  @BeforeEach
  void loopbackHasMoreThanOneAddress() throws IOException {
    hosts = folder.resolve("hosts");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(SECOND))) {
      assertThat(socket.isBound()).isTrue();
    } catch (IOException e) {
      assumeTrue(false, "only one address of loopback here: " + e.getMessage());
    }
  }

  /** Replaces the answer at once: a reader sees the old file or the new one. */
  private void resolveTo(String... addresses) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String address : addresses) {
      text.append(address).append(' ').append(NAME).append('\n');
    }
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, hosts, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Child orders(String address, String port) throws Exception {
    return Program.BACKEND.start(
        "--serve=orders",
        "--data-host=" + address,
        "--data-port=" + port,
        "--max-connection-age=1s",
        "--behavior=latency=5ms");
  }

  /** With the images' flags: how long an address is kept. */
  private Child aggregator(Child others, String port) throws Exception {
    String flags =
        "-Djdk.net.hosts.file=%s -Dnetworkaddress.cache.ttl=5 -Dsun.net.inetaddr.ttl=5"
            .formatted(hosts);
    String target = "dns:///%s:%s".formatted(NAME, port);
    return Program.AGGREGATOR.start(
        Map.of("JAVA_TOOL_OPTIONS", flags), Targets.of(Map.of("orders", target), others.data()));
  }

  private static void awaitCalls(SimulatorClient replica, int more) {
    long wanted = finished(replica) + more;
    await().atMost(Child.LONG).until(() -> finished(replica) >= wanted);
  }

  private static long finished(SimulatorClient replica) {
    return Child.ledger(replica, "orders").getFinished();
  }

  @Test
  void aReplicaThatIsNewIsFoundAndOneThatEndsAfterwardsFailsNoRequest() throws Exception {
    try (Child others = Program.BACKEND.start("--serve=user,notifications");
        Child first = orders(FIRST, "0")) {
      resolveTo(FIRST);
      try (Child aggregator = aggregator(others, first.dataPort());
          Child second = orders(SECOND, first.dataPort());
          Traffic traffic = new Traffic(aggregator.dashboards(), 4, PLAN, call -> true)) {
        SimulatorClient one = first.simulator();
        SimulatorClient two = second.simulator();
        awaitCalls(one, 20);
        assertThat(finished(two)).isZero();
        resolveTo(FIRST, SECOND);
        awaitCalls(two, 20);
        resolveTo(SECOND);
        first.terminate();
        assertThat(first.awaitExit()).isZero();
        awaitCalls(two, 50);
        traffic.close();
        assertThat(traffic.awaitEnd()).isTrue();
        assertThat(traffic.calls()).hasSize((int) traffic.count(Status.Code.OK));
      }
    }
  }
}
