package fanout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Telemetry;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendServerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "--behavior=latency=empirical(file=/nope,unit=ms) > --seed=7 > a file that is there",
        "--tls-certificate=/nope > --tls-private-key=/nope > a PEM file that can be read",
      })
  void aStartThatFailsLeavesNoTimer(String flag, String more, String complaint) {
    Set<Thread> before = timers();
    assertThatThrownBy(() -> BackendServer.start(Running.settings(flag, more), Telemetry.off()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(complaint);
    assertThat(timers()).isSubsetOf(before);
  }

  private static Set<Thread> timers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("pause"))
        .collect(Collectors.toSet());
  }
}
