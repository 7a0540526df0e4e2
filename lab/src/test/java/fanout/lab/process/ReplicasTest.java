package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.lab.client.DashboardCall;
import fanout.lab.testbed.LocalProcesses;
import fanout.lab.testbed.TestbedSettings;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An experiment of {@code k8s/experiment} with processes for pods: orders have two of them. */
class ReplicasTest {
  private static final int CALLERS = 4;

  /** A section that fails fails the request, so that nothing hides. */
  private static final String PLAN = "budget=20s; each:required=true";

  private static LocalProcesses testbed;

  @BeforeAll
  static void start() {
    TestbedSettings settings =
        new TestbedSettings(
            TestbedSettings.anyPorts(), "latency=10ms", Optional.empty(), 7, List.of(), false);
    testbed = LocalProcesses.start(settings, Map.of("orders", 2));
  }

  @AfterAll
  static void end() {
    testbed.close();
  }

  private static Traffic traffic() {
    return new Traffic(testbed.dashboards(), CALLERS, PLAN, call -> true);
  }

  /** Waits for so many further calls that succeed. */
  private static void awaitSuccesses(Traffic traffic, int more) {
    long wanted = traffic.count(Status.Code.OK) + more;
    await().atMost(Child.LONG).until(() -> traffic.count(Status.Code.OK) >= wanted);
  }

  private static Set<String> failures(Traffic traffic) {
    return traffic.calls().stream()
        .map(DashboardCall::status)
        .filter(status -> !status.isOk())
        .map(
            status ->
                Lost.code(
                    status.getCode().name(),
                    Objects.requireNonNullElse(status.getDescription(), "")))
        .collect(Collectors.toSet());
  }

  @Test
  void aRollingRestartUnderLoadFailsNoRequestIfEachReplicaIsInUseBeforeTheNextEnds()
      throws Exception {
    try (Traffic traffic = traffic()) {
      awaitSuccesses(traffic, 50);
      for (int replica = 0; replica < 2; replica++) {
        testbed.restart("orders", replica);
        // To serve is not to be connected to: a client comes back after its pause.
        await().atMost(Child.LONG).until(ReplicasTest::everyReplicaIsInUse);
      }
      traffic.close();
      assertThat(traffic.awaitEnd()).isTrue();
      assertThat(failures(traffic)).isEmpty();
    }
  }

  private static boolean everyReplicaIsInUse() {
    return testbed.simulator().ledgers("orders").stream()
        .allMatch(ledger -> ledger.getFinished() >= 10);
  }

  @Test
  void aReplicaThatIsKilledUnderLoadFailsWhatItHadAndNothingAfterThat() throws Exception {
    try (Traffic traffic = traffic()) {
      awaitSuccesses(traffic, 50);
      testbed.replicas("orders").getFirst().kill();
      awaitSuccesses(traffic, 50);
      long lost = traffic.calls().size() - traffic.count(Status.Code.OK);
      assertThat(lost).as("no more than were under way").isLessThanOrEqualTo(CALLERS);
      assertThat(failures(traffic)).isSubsetOf("UNAVAILABLE");
      awaitSuccesses(traffic, 100);
      assertThat(traffic.calls().size() - traffic.count(Status.Code.OK)).isEqualTo(lost);
      traffic.close();
      testbed.restart("orders", 0);
    }
  }
}
