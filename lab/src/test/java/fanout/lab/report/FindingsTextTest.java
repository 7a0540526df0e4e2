package fanout.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTextTest {
  @Test
  void publishedTheoryAndMeasuredStandSideBySide() {
    String text = FindingsText.markdown(List.of(SampleResults.sweep(), SampleResults.bars()));
    assertThat(text)
        .contains(
            "2 confirmed, 0 refuted, 0 inconclusive of 2 claims",
            "| put to the test | published | theory | measured | verdict |\n|---|---|---|---|---|",
            "| 50.0 % | 0 % | **1.30 % \\[−0.90 to 3.40\\]** | ✓ confirmed |",
            "AMD EPYC 7B13, 2 cores",
            "quick size, 7 trials of each variant, seed 42, noise floor 2.10 %",
            "21 November 2026",
            "Again with `./fanout run dashboard --quick --seed 42`")
        .containsSubsequence("## How much concurrency", "## What does fan-out buy");
  }

  @Test
  void textThatIsMarkdownIsShownAsItIs() {
    String text = FindingsText.markdown(List.of(StrainedResults.hostile("a|b\n# c <i>*d*")));
    assertThat(text.lines()).noneMatch(line -> line.startsWith("# c"));
    assertThat(text).contains("## a\\|b \\# c \\<i\\>\\*d\\*", "`a|b # c <i>*d*`");
  }

  @Test
  void aStoppedRunSaysSo() {
    assertThat(FindingsText.markdown(List.of(StrainedResults.stopped())))
        .contains("stopped half-way", "Nothing was decided");
  }
}
