package fanout.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.result.ExperimentResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final Pattern SCRIPT = Pattern.compile("<script>.*?</script>", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void theAnswerStandsBeforeWhatItRestsOn() {
    ExperimentResult result = SampleResults.bars();
    assertThat(text(result))
        .containsSubsequence(
            result.question(),
            "CONFIRMED",
            result.answer(),
            result.claim(),
            "1.992×",
            result.charts().getFirst().title(),
            result.meaning(),
            "241.8 ms",
            "one-at-a-time",
            result.measured().getFirst().statement(),
            result.measured().getFirst().because(),
            result.method().text(),
            result.method().remarks().getFirst(),
            result.prediction(),
            "2.10 % [1.20 to 3.30]",
            "AMD EPYC",
            "aggregator.strategy",
            "experiment",
            result.command());
  }

  @Test
  void nothingThatAResultHoldsBecomesMarkup() {
    String page =
        SCRIPT.matcher(html(StrainedResults.hostile("<b id=x>'\"&</script>"))).replaceAll("");
    assertThat(page).doesNotContain("<b id=x>").contains("&lt;b id=x&gt;&#39;&quot;&amp;");
  }

  @Test
  void aRunThatWasStoppedSaysSoBeforeAnyFigure() {
    assertThat(text(StrainedResults.stopped()))
        .containsSubsequence("Stopped half-way", "The figures");
    assertThat(text(SampleResults.bars())).doesNotContain("Stopped half-way");
  }

  @Test
  void aTraceThatIsNotThereIsNamed() {
    assertThat(text(StrainedResults.stopped()))
        .contains("a file that is not there", "traces/none.json: there is no such file");
  }

  @Test
  void tracesAreDrawnWithTheirCaptions() throws IOException {
    SampleResults.writeTraces(folder);
    String page = text(SampleResults.bars());
    assertThat(page)
        .contains("concurrent, in the tail (p99)", "UNAVAILABLE", "timed out", "ListOrders")
        .doesNotContain("cannot be shown");
  }

  private String html(ExperimentResult result) {
    return HtmlReport.html(result, folder);
  }

  private String text(ExperimentResult result) {
    return SCRIPT.matcher(html(result)).replaceAll("").replace('\u00a0', ' ');
  }
}
