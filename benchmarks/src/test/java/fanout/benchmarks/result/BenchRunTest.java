package fanout.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.benchmarks.result.Figure.Verdict;
import fanout.runtime.spec.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchRunTest {
  private static final BenchRun RUN = Runs.of(Runs.HERE, Runs.ratio(0.88, 0.90, 0.92));

  @Test
  void aRunComesBackFromItsFile(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("new").resolve("run.json");
    RUN.write(file);
    assertThat(BenchRun.read("--from", file)).isEqualTo(RUN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no json", "{}", "[]", "{\"schema\": 1}", "{\"schema\": 99}", "null"})
  void aFileThatIsNoRunIsRefusedByItsName(String content, @TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("run.json"), content);
    assertThatThrownBy(() -> BenchRun.read("--from", file))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("--from")
        .hasMessageContaining("run.json");
  }

  @Test
  void theTableReplacesTheOneBeforeAndNothingElse(@TempDir Path dir) throws Exception {
    Path document =
        Files.writeString(
            dir.resolve("p.md"),
            """
            # Title
            <!-- figures: begin, written by ./fanout bench --markdown -->
            old
            <!-- figures: end -->
            rest
            """);
    Markdown.replaceIn(document, RUN);
    Markdown.replaceIn(document, RUN);
    assertThat(Files.readString(document))
        .startsWith("# Title\n<!--")
        .contains("| `against-bare` | throughput | ≥ 0.850× | 0.900× | 0.880 – 0.920 | 18 | met |")
        .doesNotContain("old")
        .endsWith("<!-- figures: end -->\nrest\n");
  }

  @Test
  void eachTextHasItsOwnPlaceInADocument(@TempDir Path dir) throws Exception {
    String place = "<!-- %1$s: begin, written by me -->\nold\n<!-- %1$s: end -->\n";
    String first = place.formatted("a");
    String second = place.formatted("b");
    Path document = Files.writeString(dir.resolve("p.md"), first + second);
    Markdown.replaceIn(document, "b", "me", "new\n");
    assertThat(document).hasContent(first + second.replace("old", "new"));
    assertThatThrownBy(() -> Markdown.replaceIn(document, "c", "me", "new\n"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("<!-- c: begin, written by me -->");
  }

  @Test
  void aDocumentWithoutMarksIsLeftAlone(@TempDir Path dir) throws Exception {
    Path document = Files.writeString(dir.resolve("p.md"), "text");
    assertThatThrownBy(() -> Markdown.replaceIn(document, RUN)).isInstanceOf(SpecException.class);
    assertThat(document).hasContent("text");
  }

  @Test
  void aVerdictTakesTheWholeInterval() {
    assertThat(Runs.ratio(0.86, 0.9, 1).verdict()).isEqualTo(Verdict.MET);
    assertThat(Runs.ratio(0.8, 0.9, 1).verdict()).isEqualTo(Verdict.UNCLEAR);
    assertThat(Runs.ratio(0.7, 0.8, 0.84).verdict()).isEqualTo(Verdict.MISSED);
  }
}
