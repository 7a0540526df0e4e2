package fanout.lab.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.page.Browser;
import fanout.lab.page.Browser.Tab;
import fanout.lab.page.Browser.View;
import fanout.lab.page.Faults;
import fanout.lab.page.InBrowser;
import fanout.lab.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of a load run as a browser shows it. */
@ExtendWith(InBrowser.class)
class LoadPageTest {
  @TempDir private Path folder;

  static Stream<String> samples() {
    return SampleLoads.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nothingOverlapsIsClippedOrEmpty(String sample, Browser browser) throws IOException {
    for (View view : new View[] {View.DESKTOP, View.PHONE, View.PAPER}) {
      try (Tab tab = browser.open(page(sample), view)) {
        assertThat(tab.complaints()).isEmpty();
        assertThat(tab.requests()).isEmpty();
        assertThat(Faults.of(tab)).isEmpty();
        assertThat(tab.evaluate("document.title").getAsString()).isNotEqualTo("broken");
      }
    }
  }

  @Test
  void warningsStandAboveEveryFigure(Browser browser) throws IOException {
    try (Tab tab = browser.open(page("warned"), View.DESKTOP)) {
      String text = tab.evaluate("document.body.innerText").getAsString();
      assertThat(text.indexOf("this is not the load that was asked for"))
          .isPositive()
          .isLessThan(text.indexOf("Half of"));
      assertThat(text).contains("UNAVAILABLE", "backend is down", "p99.99");
    }
  }

  private Path page(String sample) throws IOException {
    LoadReport report = Objects.requireNonNull(SampleLoads.all().get(sample));
    String html = new HtmlFormat().print(report, Terminal.plain(80));
    return Files.writeString(folder.resolve(sample + ".html"), html);
  }
}
