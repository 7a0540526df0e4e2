package fanout.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import fanout.lab.page.Browser;
import fanout.lab.page.Browser.Tab;
import fanout.lab.page.Browser.View;
import fanout.lab.page.Faults;
import fanout.lab.page.InBrowser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages as a browser shows them. */
@ExtendWith(InBrowser.class)
class ReportPagesTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void writePages() throws IOException {
    SampleResults.writeTraces(folder);
    for (var sample : SampleResults.all().entrySet()) {
      Files.writeString(page(sample.getKey()), HtmlReport.html(sample.getValue(), folder));
    }
  }

  static Stream<String> samples() {
    return SampleResults.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nothingOverlapsIsClippedOrEmptyInAWideWindow(String sample, Browser browser)
      throws IOException {
    look(browser, sample, View.DESKTOP);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nothingOverlapsIsClippedOrEmptyOnATelephone(String sample, Browser browser)
      throws IOException {
    look(browser, sample, View.PHONE);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nothingOverlapsIsClippedOrEmptyOnPaper(String sample, Browser browser) throws IOException {
    look(browser, sample, View.PAPER);
  }

  private static void look(Browser browser, String sample, View view) throws IOException {
    try (Tab tab = open(browser, sample, view)) {
      assertThat(tab.complaints()).isEmpty();
      assertThat(tab.requests()).isEmpty();
      assertThat(Faults.of(tab)).isEmpty();
      assertThat(tab.evaluate("document.title").getAsString()).isNotEqualTo("broken");
    }
  }

  @ParameterizedTest
  @MethodSource("views")
  void theIndexHasNoFaultAndItsFilterHidesWhatDoesNotFit(View view, Browser browser)
      throws IOException {
    Path index = folder.resolve("index.html");
    List<IndexPage.Entry> entries =
        SampleResults.all().entrySet().stream()
            .map(e -> new IndexPage.Entry(e.getValue(), e.getKey() + ".html"))
            .toList();
    Files.writeString(index, IndexPage.html(entries, Map.of("cpu-bound", "no backend")));
    try (Tab tab = browser.open(index, view)) {
      assertThat(tab.complaints()).isEmpty();
      assertThat(tab.requests()).isEmpty();
      assertThat(Faults.of(tab)).isEmpty();
      tab.evaluate(
          "const words = document.querySelector('[name=words]'); words.value = 'past BITES knee';"
              + "words.dispatchEvent(new Event('input', {bubbles: true}));");
      String shown = "[...document.querySelectorAll('.entry:not([hidden]) .kicker')].length";
      assertThat(tab.evaluate(shown).getAsInt()).isZero();
      tab.evaluate(
          "words.value = 'knee GAIN'; words.dispatchEvent(new Event('input', {bubbles: true}));");
      assertThat(tab.evaluate(shown).getAsInt()).isOne();
      assertThat(tab.evaluate("document.querySelector('output').textContent").getAsString())
          .isEqualTo("1 of 7 shown");
    }
  }

  static Stream<View> views() {
    return Stream.of(View.DESKTOP, View.PHONE);
  }

  @Test
  void whatIsPrintedIsBlackOnWhiteEvenWhereTheScreenIsDark(Browser browser) {
    String background = "getComputedStyle(document.documentElement).backgroundColor";
    String line = "getComputedStyle(document.querySelector('.canvas svg path')).fill";
    try (Tab dark = open(browser, "bars", new View(1200, "dark", "screen", true));
        Tab paper = open(browser, "bars", View.PAPER);
        Tab light = open(browser, "bars", View.DESKTOP)) {
      assertThat(paper.evaluate(background).getAsString()).isEqualTo("rgb(255, 255, 255)");
      assertThat(dark.evaluate(background)).isNotEqualTo(light.evaluate(background));
      assertThat(dark.evaluate(line)).isNotNull();
    }
  }

  @Test
  void aPlotFollowsTheSchemeWithoutBeingDrawnAgain(Browser browser) {
    String colour =
        "getComputedStyle(document.querySelector('.canvas svg path[fill=\"var(--s0)\"]')).fill";
    try (Tab dark = open(browser, "sweep", new View(1200, "dark", "screen", true));
        Tab light = open(browser, "sweep", View.DESKTOP)) {
      JsonElement onDark = dark.evaluate(colour);
      assertThat(light.evaluate(colour)).isNotEqualTo(onDark);
      assertThat(onDark.getAsString()).startsWith("rgb(");
    }
  }

  @Test
  void aPdfHasPagesWithThePlot(Browser browser) {
    try (Tab tab = open(browser, "sweep", View.DESKTOP)) {
      String pdf = new String(tab.pdf(), StandardCharsets.ISO_8859_1);
      assertThat(pdf).startsWith("%PDF-").contains("/Type /Page");
      assertThat(pdf.length()).isGreaterThan(20_000);
    }
  }

  @Test
  void withoutScriptsTheTableHasTheFiguresAndThePageSaysWhatIsMissing(Browser browser) {
    try (Tab tab = open(browser, "sweep", View.NO_SCRIPTS)) {
      String text = tab.evaluate("document.body.innerText").getAsString();
      assertThat(text).contains("The plots need scripts", "10,609 ms", "./fanout run");
    }
  }

  private static Tab open(Browser browser, String sample, View view) {
    return browser.open(page(sample), view);
  }

  private static Path page(String sample) {
    return folder.resolve(sample + ".html");
  }
}
