package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.experiment.Experiment;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void listNamesEveryExperimentWithItsQuestion() {
    Ran ran = CommandLines.run("list");

    assertThat(ran.status()).isZero();
    for (Experiment experiment : Experiment.all()) {
      assertThat(ran.out()).contains(experiment.id(), experiment.question());
    }
  }

  @Test
  void aRunSaysItsAnswerAndLeavesAFolder() {
    Ran ran =
        CommandLines.run(
            "run", "dashboard", "--miniature", "--seed", "5", "--out", folder.toString());

    assertThat(ran.status()).as(ran.err()).isZero();
    ExperimentResult result = ResultFiles.read(folder.resolve("dashboard"));
    assertThat(ran.out())
        .contains(result.verdict().name(), result.prediction(), "one-at-a-time ✗", "--seed 5");
    assertThat(folder.resolve("dashboard"))
        .isDirectoryContaining("glob:**/report.html")
        .isDirectoryContaining("glob:**/results.csv")
        .isDirectoryContaining("glob:**/trials.csv")
        .isDirectoryContaining("glob:**/latency.hlog");
  }

  @Test
  void severalRunsLeaveAnIndexThatLinksTheirReports() throws Exception {
    Ran ran =
        CommandLines.run("run", "dashboard", "timeouts", "--miniature", "--out", folder.toString());

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("dashboard/report.html", "timeouts/report.html");
  }

  @Test
  void anUnknownExperimentIsRefusedWithTheKnownOnes() {
    Ran ran = CommandLines.run("run", "dashbord");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("dashbord", "tail-amplification");
  }

  @Test
  void nothingToRunIsRefused() {
    assertThat(CommandLines.run("run").status()).isEqualTo(2);
    assertThat(CommandLines.run("run", "--all", "dashboard").status()).isEqualTo(2);
    assertThat(CommandLines.run("run", "dashboard", "--quick", "--full").status()).isEqualTo(2);
  }

  @Test
  void aFolderThatCannotBeMadeIsAFailureWithItsName() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    Ran ran = CommandLines.run("run", "dashboard", "--miniature", "--out", file.toString());

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("dashboard", file.toString());
  }
}
