package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
  private static final List<String> SLEEP = List.of("/bin/sh", "-c", "exec sleep 60");

  @Test
  void whereTheJvmEndsTheOwnerHasItsTurnBeforeTheSignal() {
    List<ServerProcess> owned = new ArrayList<>();
    List<Boolean> unsignalled = new ArrayList<>();
    Runnable inOrder =
        () -> owned.forEach(p -> unsignalled.add(p.awaitExit(Duration.ofMillis(500)).isEmpty()));
    try (ServerProcess process = ServerProcess.launch("sleeper", SLEEP, Map.of(), inOrder)) {
      owned.add(process);

      process.left();

      assertThat(process.awaitExit(Duration.ofSeconds(20))).isPresent();
      assertThat(unsignalled).containsExactly(true);
    }
  }
}
