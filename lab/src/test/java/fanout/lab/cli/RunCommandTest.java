package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.experiment.Experiment;
import fanout.lab.report.ChangedResults;
import fanout.lab.report.SampleResults;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import fanout.lab.result.Verdict;
import fanout.lab.stability.Stability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void aFolderThatCannotBeMadeIsToldBeforeAnythingIsMeasured() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    Ran ran = CommandLines.run("run", "dashboard", "--miniature", "--out", file.toString());

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--out", file.toString(), "written to");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aRepeatedRunHasAFolderForEachSeedAndSaysWhatTheySayTogether() throws Exception {
    String[] command = {
      "run", "machinery", "--miniature", "--repeat", "2", "--seed", "7", "--out", folder.toString()
    };
    Ran ran = CommandLines.run(command);

    ExperimentResult seven = ResultFiles.read(folder.resolve("seed-7/machinery"));
    ExperimentResult eight = ResultFiles.read(folder.resolve("seed-8/machinery"));
    assertThat(seven.seed()).isEqualTo(7);
    assertThat(eight.seed()).isEqualTo(8);
    // Two miniature runs may flip a statement by chance: the status has to say what they say.
    assertThat(ran.status())
        .as(ran.err())
        .isEqualTo(Stability.of(List.of(seven, eight)).holds() ? 0 : 3);
    assertThat(ran.out()).contains("seed 7  machinery: INCONCLUSIVE", "1 experiments, 2 seeds");

    Path whole = folder.resolve("seed-7/machinery/results.json");
    String before = Files.readString(whole);
    Files.delete(folder.resolve("seed-8/machinery/results.json"));
    Ran again = CommandLines.run(command);

    assertThat(again.out())
        .contains("seed 7  machinery: kept from before")
        .doesNotContain("seed 8  machinery: kept");
    assertThat(Files.readString(whole)).isEqualTo(before);
    assertThat(CommandLines.run("stability", folder.toString()).out())
        .contains("1 experiments, 2 seeds");
    assertThat(CommandLines.run("stability", folder.toString(), "--markdown").out())
        .startsWith("# Do verdicts hold?");
  }

  @Test
  void aRepetitionThatCouldNotGoOnIsRefused() {
    Ran ran = CommandLines.run("run", "dashboard", "--repeat", "2");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--seed", "first seed");
    assertThat(CommandLines.run("run", "dashboard", "--repeat", "0", "--seed", "1").status())
        .isEqualTo(2);
  }

  @Test
  void verdictsThatFlipEndStabilityWithThree() throws Exception {
    int seed = 0;
    for (Verdict verdict : Verdict.values()) {
      Path run = Files.createDirectories(folder.resolve("seed-" + seed + "/dashboard"));
      ResultFiles.write(
          ChangedResults.run(
              SampleResults.bars(), seed, verdict, SampleResults.bars().selfComparison()),
          run.resolve(ResultFiles.NAME));
      seed++;
    }

    Ran ran = CommandLines.run("stability", folder.toString());

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).contains("✗ 1 flip", "dashboard: speed-up of concurrent");
    assertThat(CommandLines.run("stability", folder.resolve("seed-1").toString()).status())
        .isEqualTo(2);
  }
}
