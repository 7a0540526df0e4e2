package fanout.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.commandLine(Terminal.plain(100), new PrintWriter(out), new PrintWriter(err))
        .execute(args);
  }

  private static Path file(Path dir, String name, double throughput) throws Exception {
    return Files.writeString(
        dir.resolve(name),
        """
        {"schema": 2, "started": "2026-11-21T16:30:00Z", "seconds": 60, "effort": "3 forks",
         "machine": {"jvm": "JVM", "os": "Linux", "cpu": "some cpu", "cores": 2},
         "benchmarks": [{"name": "against-bare", "question": "one against the other",
           "figures": [{"name": "throughput", "unit": "×", "value": %1$s, "low": %1$s,
             "high": %1$s, "rounds": 18, "higherIsBetter": true, "bound": 0.85,
             "noiseFloor": 1.0}],
           "foreignLoad": 2.0, "readings": {}}]}
        """
            .formatted(throughput));
  }

  @Test
  void aRunAsGoodAsTheEarlierOneEndsWithZero(@TempDir Path dir) throws Exception {
    Path earlier = file(dir, "earlier.json", 0.90);
    assertThat(run("bench", "--from", earlier.toString(), "--compare", earlier.toString()))
        .isZero();
    assertThat(out.toString()).contains("0.900", "met", "1.000").doesNotContain("worse");
  }

  @Test
  void aWorseRunEndsWithThree(@TempDir Path dir) throws Exception {
    Path now = file(dir, "now.json", 0.70);
    Path earlier = file(dir, "earlier.json", 0.90);
    assertThat(run("bench", "--from", now.toString(), "--compare", earlier.toString()))
        .isEqualTo(3);
    assertThat(out.toString()).contains("missed", "worse");
  }

  @Test
  void anUnknownBenchmarkIsRefusedWithTheKnownOnes() {
    assertThat(run("bench", "--only", "nothing")).isEqualTo(2);
    assertThat(err.toString()).contains("--only", "nothing", "against-bare");
  }

  @Test
  void aResultThatCannotBeReadIsRefusedBeforeAnythingIsMeasured(@TempDir Path dir) {
    assertThat(run("bench", "--compare", dir.resolve("none.json").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--compare", "none.json");
  }

  @Test
  void aSoakOfNoTimeIsRefused() {
    assertThat(run("soak", "--minutes", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--minutes");
  }
}
