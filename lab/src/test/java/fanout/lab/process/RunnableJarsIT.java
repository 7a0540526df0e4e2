package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.client.DashboardClient.Ask;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The jars that are handed out, by nothing but {@code java -jar}. Runs once they are packaged. */
class RunnableJarsIT {
  private static Path jar(String module) {
    return Path.of("..", module, "target", "fanout-" + module + ".jar");
  }

  @Test
  void theJarsServeADashboardAndEndWithStatusZero() throws Exception {
    try (Child backend = Program.BACKEND.startJar(jar("backend-sim"));
        Child aggregator =
            Program.AGGREGATOR.startJar(jar("aggregator"), Targets.all(backend, "--plan=budget=20s"))) {
      assertThat(aggregator.dashboards().call(Ask.of("u-1")).orThrow().getCompleteness())
          .isEqualTo(1.0);
      for (Child child : new Child[] {aggregator, backend}) {
        child.terminate();
        assertThat(child.awaitExit()).isZero();
        assertThat(child.log()).noneMatch(line -> line.contains("WARN"));
      }
    }
  }
}
