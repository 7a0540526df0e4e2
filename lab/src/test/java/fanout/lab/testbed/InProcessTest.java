package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.result.Environment.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InProcessTest {
  @Test
  void everySettingIsToldWithWhoSaidIt() {
    try (InProcess testbed =
        InProcess.start(
            new TestbedSettings(
                TestbedSettings.anyPorts(),
                "orders:latency=40ms",
                Optional.of("budget=20s"),
                7,
                List.of(),
                false))) {
      testbed.startBackend("user", Map.of("handler-threads", "direct"));

      assertThat(testbed.settings())
          .as("the experiment")
          .containsEntry("orders.behavior", new Setting("orders:latency=40ms", "experiment"))
          .containsEntry("orders.seed", new Setting("7", "experiment"))
          .containsEntry("aggregator.plan", new Setting("budget=20s", "experiment"))
          .containsEntry("user-beside-1.handler-threads", new Setting("direct", "experiment"));
      assertThat(testbed.settings())
          .as("the testbed")
          .containsEntry("orders.serve", new Setting("orders", "testbed"))
          .containsEntry("orders.accept-request-behavior", new Setting("true", "testbed"))
          .containsEntry("user-beside-1.data-port", new Setting("0", "testbed"));
      assertThat(testbed.settings())
          .hasEntrySatisfying(
              "aggregator.user-target",
              setting -> assertThat(setting.origin()).isEqualTo("testbed"));
      assertThat(testbed.settings())
          .as("nobody: here are no manifests")
          .containsEntry("orders.stream-window", new Setting("64", "default"))
          .allSatisfy((key, setting) -> assertThat(setting.origin()).isNotEqualTo("manifest"));
    }
  }
}
