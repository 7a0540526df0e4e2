package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import fanout.lab.cli.CommandLines.Ran;
import fanout.lab.report.ChangedResults;
import fanout.lab.report.SampleResults;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void writeRuns() throws IOException {
    write("before", SampleResults.bars(), SampleResults.sweep());
    write("same", SampleResults.bars(), SampleResults.sweep());
    write("slower", ChangedResults.with(SampleResults.bars(), 1.7, 0.02), SampleResults.sweep());
    write("faster", ChangedResults.with(SampleResults.bars(), 2.5, 0.02), SampleResults.sweep());
  }

  @Test
  void likeRunsPass() {
    Ran ran = compare("before", "same");
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("1.992× [1.981 to 2.003]", "within noise", "none of 2 figures");
  }

  @Test
  void aFindingThatGotWorseFailsWithThree() {
    Ran ran = compare("before", "slower");
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out())
        .contains("✗ worse", "higher", "-14.7 %", "1 of 2 figures got worse: dashboard: speed-up");
  }

  @Test
  void whatGotBetterPasses() {
    Ran ran = compare("before", "faster");
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("✓ better");
  }

  @Test
  void onlyNamedFiguresDecideWhereSomeAreNamed() {
    assertThat(compare("before", "slower", "--figure", "concurrent / p99").status()).isZero();
    assertThat(compare("before", "slower", "--figure", "speed-up of concurrent").status())
        .isEqualTo(3);
    assertThat(compare("before", "slower", "--figure", "speed-up of concurrent:lower").status())
        .isZero();
  }

  @Test
  void aFileAFolderAndAFolderOfFoldersAreRuns() {
    assertThat(compare("before/dashboard/results.json", "same/dashboard").status()).isZero();
    assertThat(compare("before", "same/dashboard").out()).contains("only before");
  }

  @Test
  void jsonIsNothingButJson() {
    Ran ran = compare("before", "slower", "--format", "json");
    assertThat(ran.status()).isEqualTo(3);
    assertThat(JsonParser.parseString(ran.out()).getAsJsonObject().getAsJsonArray("worse"))
        .hasSize(1);
  }

  @Test
  void whatCannotBeComparedIsRefusedWithTwo() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    assertThat(compare("before", "none").status()).isEqualTo(2);
    assertThat(compare("before", "empty").err()).contains("empty", "results.json");
    assertThat(compare("before/dashboard", "same/concurrency-sweep").status()).isEqualTo(2);
    assertThat(compare("before", "same", "--figure", "speed").err())
        .contains("--figure", "speed-up of concurrent");
  }

  @Test
  void findingsAreWrittenInTheOrderOfTheCatalogue() throws IOException {
    Ran ran = CommandLines.run("findings", folder.resolve("before").toString());
    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .containsSubsequence("# Findings", "## What does fan-out buy", "## How much concurrency");
  }

  private Ran compare(String before, String after, String... flags) {
    String[] args = new String[3 + flags.length];
    args[0] = "compare";
    args[1] = folder.resolve(before).toString();
    args[2] = folder.resolve(after).toString();
    System.arraycopy(flags, 0, args, 3, flags.length);
    return CommandLines.run(args);
  }

  private void write(String run, ExperimentResult... results) throws IOException {
    for (ExperimentResult result : results) {
      Path place = Files.createDirectories(folder.resolve(run).resolve(result.experiment()));
      ResultFiles.write(result, place.resolve(ResultFiles.NAME));
    }
  }
}
