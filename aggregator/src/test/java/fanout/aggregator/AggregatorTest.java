package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.settings.Settings;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Telemetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregatorTest {
  private final FakeBackends backends = new FakeBackends();

  @AfterEach
  void close() {
    backends.close();
  }

  @Test
  void aStartThatFailsForItsCertificateLeavesNoConnection() {
    assertLeavesNoConnection(
        Map.of("tls-certificate", "/nope", "tls-private-key", "/nope"),
        "a PEM file that can be read");
  }

  @Test
  void aStartThatFailsForOneTargetLeavesNoConnectionToTheOthers() {
    assertLeavesNoConnection(Map.of("orders-target", "nowhere"), "allowed: host:port");
  }

  private void assertLeavesNoConnection(Map<String, String> changes, String complaint) {
    List<String> before = keepers();
    assertThatThrownBy(() -> start(changes))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
    await().untilAsserted(() -> assertThat(keepers()).isSubsetOf(before));
  }

  private void start(Map<String, String> changes) {
    Map<String, String> keys = new HashMap<>(Map.of("data-port", "0", "admin-port", "0"));
    Rig.SECTIONS.forEach(each -> keys.put(each + "-target", "127.0.0.1:" + backends.port()));
    keys.putAll(changes);
    Aggregator.start(Settings.defaults(AggregatorSettings.class, keys), Telemetry.off()).close();
  }

  /** Every channel has a thread that keeps it connected and ends with it. */
  private static List<String> keepers() {
    return FlightThreads.alive("reconnect");
  }
}
