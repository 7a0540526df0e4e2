package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.aggregator.AggregatorSettings;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.result.Environment.Setting;
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceShape;
import fanout.runtime.spec.SpecException;
import fanout.v1.BackendBehavior;
import fanout.v1.Dashboard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One testbed for all tests: it is five JVMs. */
class LocalProcessesTest {
  /** A process may be descheduled between its reply and the end of its span for any time. */
  private static final Duration BETWEEN_PROCESSES = Duration.ofSeconds(30);

  private static LocalProcesses testbed;

  private static TestbedSettings settings(Map<String, TestbedSettings.Ports> ports, String told) {
    return new TestbedSettings(ports, told, Optional.of("budget=20s"), 7, List.of(), true);
  }

  private static List<ServerProcess> processes() {
    List<ServerProcess> all = new ArrayList<>(List.of(testbed.aggregator()));
    AggregatorSettings.SECTIONS.forEach(section -> all.addAll(testbed.replicas(section)));
    return all;
  }

  @BeforeAll
  static void start() {
    testbed =
        LocalProcesses.start(
            settings(TestbedSettings.anyPorts(), "latency=40ms"), Map.of("orders", 2));
  }

  @AfterAll
  static void whenItIsClosedEveryProcessIsDead() {
    List<ServerProcess> processes = processes();
    testbed.close();
    assertThat(processes).hasSize(5).noneMatch(ServerProcess::isAlive);
  }

  @Test
  void eachReplicaIsAProcessOfItsOwnAndOneRequestIsOneTrace() {
    assertThat(processes())
        .allMatch(ServerProcess::isAlive)
        .extracting(ServerProcess::pid)
        .doesNotHaveDuplicates()
        .doesNotContain(ProcessHandle.current().pid());
    Dashboard dashboard = testbed.dashboards().call(Ask.of("u-1")).orThrow();
    assertThat(dashboard.getCompleteness()).isEqualTo(1.0);
    Trace trace = testbed.awaitTrace(dashboard.getTraceId());
    TraceShape shape =
        new TraceShape(
            TraceShape.Order.OVERLAPPING,
            Set.copyOf(AggregatorSettings.SECTIONS),
            BETWEEN_PROCESSES);
    assertThat(shape.violations(trace)).isEmpty();
    assertThat(trace.spans().map(Span::service))
        .containsOnly("aggregator", "user", "orders", "notifications");
    assertThat(trace.spans().map(span -> span.resource().attributes().get("k8s.pod.name")))
        .as("the resource that the manifests ask for")
        .doesNotContainNull();
  }

  @Test
  void everyReplicaIsSteered() {
    assertThat(testbed.simulator().behaviors())
        .extracting(BackendBehavior::getBackend)
        .containsExactlyInAnyOrder("user", "orders", "orders", "notifications");
  }

  @Test
  void theProgramsAreToldWhatTheManifestsSayButForAddressesAndWhatTheSettingsChange() {
    assertThat(testbed.settings())
        .containsEntry("orders-0.serve", new Setting("orders", "manifest"))
        .containsEntry("orders-0.accept-request-behavior", new Setting("true", "manifest"))
        .containsEntry("orders-0.drain-limit", new Setting("10s", "manifest"))
        .containsEntry("orders-0.max-connection-age", new Setting("300s", "manifest"))
        .containsEntry("orders-0.data-host", new Setting("127.0.0.1", "testbed"))
        .containsEntry("orders-0.seed", new Setting("7", "experiment"))
        .containsEntry("orders-0.behavior", new Setting("latency=40ms", "experiment"))
        .containsEntry("orders-1.POD_NAME", new Setting("orders-1", "manifest"))
        .containsEntry("aggregator-0.plan", new Setting("budget=20s", "experiment"))
        .containsEntry(
            "aggregator-0.user-target",
            new Setting(testbed.replicas("user").getFirst().data(), "testbed"));
    assertThat(testbed.settings())
        .as("what nobody said, too")
        .containsEntry("orders-0.stream-window", new Setting("64", "default"))
        .as("what the testbed says in place of the manifests")
        .containsEntry("orders-0.OTEL_TRACES_SAMPLER", new Setting("always_on", "testbed"));
  }

  @Test
  void oneMoreBackendHasSettingsOfItsOwnAndEndsAlone() {
    Testbed.MoreBackend more = testbed.startBackend("user", Map.of("seed", "11"));
    assertThat(more.simulator().behaviors())
        .singleElement()
        .extracting(BackendBehavior::getSeed)
        .isEqualTo(11L);
    more.close();
    assertThat(processes()).allMatch(ServerProcess::isAlive);
  }

  @Test
  void whatAProgramRefusesIsSaidInItsOwnWordsAndNothingStays() {
    long before = ProcessHandle.current().descendants().count();
    assertThatThrownBy(
            () ->
                LocalProcesses.start(
                    settings(TestbedSettings.anyPorts(), "user:latency=5; orders:latency=5")))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("FANOUT_BACKEND_BEHAVIOR", "'5'", "a duration with a unit");
    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
  }

  @Test
  void aProcessThatDoesNotServeIsReportedWithItsLog() {
    String data = testbed.replicas("user").getFirst().data();
    int taken = Integer.parseInt(data.substring(data.indexOf(':') + 1));
    Map<String, TestbedSettings.Ports> ports = new HashMap<>(TestbedSettings.anyPorts());
    ports.put("user", new TestbedSettings.Ports(taken, 0));
    assertThatThrownBy(() -> LocalProcesses.start(settings(ports, "")))
        .isInstanceOf(ServerFailedException.class)
        .hasMessageContainingAll("user-0", "status 1", data, "already in use");
  }
}
