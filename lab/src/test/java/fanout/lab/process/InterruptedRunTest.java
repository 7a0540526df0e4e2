package fanout.lab.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fanout.lab.cli.Main;
import fanout.lab.experiment.Experiment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import fanout.lab.trial.Size;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ctrl-C and SIGTERM at {@code ./fanout run}. The process runs on a terminal of its own, because
 * the line that says how far it has come is shown on terminals alone.
 */
class InterruptedRunTest {
  private static final String SCRIPT = "/usr/bin/script";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest(name = "SIG{0}")
  @CsvSource({"INT, 130", "TERM, 143"})
  void itKeepsTheWholeRoundsAndSaysSo(String signal, int status) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(SCRIPT)), "skipped: no " + SCRIPT + " for a terminal");
    Process terminal = start("run", "timeouts", "--seed", "3", "--out", folder.toString());
    try (Reader output = terminal.inputReader(UTF_8)) {
      StringBuilder said = new StringBuilder();
      readUntil(output, said, "round 2 of ");
      send(signal, java(terminal));
      readUntil(output, said, null);

      assertThat(terminal.waitFor(Child.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(terminal.exitValue()).as(said.toString()).isEqualTo(status);
      ExperimentResult kept = ResultFiles.read(folder.resolve("timeouts"));
      assertThat(kept.complete()).isFalse();
      int planned = Experiment.of("timeouts").design(Size.QUICK).trials();
      int trials = kept.method().trials();
      assertThat(trials).isPositive().isLessThan(planned);
      assertThat(said).contains("Ended early: %d of %d rounds".formatted(trials, planned));
      assertThat(Files.readString(folder.resolve("timeouts/report.html")))
          .contains("Stopped half-way.", "the run was ended early");
    } finally {
      terminal.descendants().forEach(ProcessHandle::destroyForcibly);
      terminal.destroyForcibly();
    }
  }

  /** A shell in the background has its children ignore SIGINT; this one must not. */
  private static Process start(String... args) throws IOException {
    String command =
        "exec env --default-signal=INT %s -cp %s %s %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Main.class.getName(),
                String.join(" ", args));
    ProcessBuilder builder =
        new ProcessBuilder(List.of(SCRIPT, "-qefc", command, "/dev/null"))
            .redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    return builder.start();
  }

  private static void readUntil(Reader output, StringBuilder said, @Nullable String text)
      throws IOException {
    for (int c = output.read(); c >= 0; c = output.read()) {
      said.append((char) c);
      if (text != null && said.indexOf(text) >= 0) {
        return;
      }
    }
    assertThat(text).as("it ended before: " + said).isNull();
  }

  private static ProcessHandle java(Process terminal) {
    return terminal
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }

  private static void send(String signal, ProcessHandle process) throws Exception {
    int status =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    assertThat(status).isZero();
  }
}
