package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.trace.TraceFiles;
import fanout.lab.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of results when a disk is full. {@code /dev/full} is a file that can be opened and
 * takes nothing.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path folder;

  @Test
  void aLoadReportThatCannotBeWrittenGoesToStandardOutputAndTheErrorNamesTheFile() {
    Ran ran =
        CommandLines.run(
            "load",
            "--embedded",
            "--arrivals",
            "closed(1)",
            "--duration",
            "50ms",
            "-O",
            "json",
            "-o",
            FULL.toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("/dev/full: No space left on device");
    assertThat(ran.out()).startsWith("{").endsWith("}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latency.hlog", "report.html"})
  void aRunSaysWhichFileCouldNotBeWrittenAndShowsItsFindingsAllTheSame(String file)
      throws Exception {
    Path results = Files.createDirectories(folder.resolve("dashboard"));
    Files.createSymbolicLink(results.resolve(file), FULL);

    Ran ran =
        CommandLines.run(
            "run", "dashboard", "--miniature", "--seed", "5", "--out", folder.toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains(results.resolve(file) + ": No space left on device");
    assertThat(ran.out()).contains("--seed 5");
  }

  @Test
  void aTraceFileThatCannotBeWrittenIsNamed() {
    assertThatThrownBy(() -> TraceFiles.write(FULL, TraceFormat.standard(), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/dev/full: No space left on device");
  }
}
