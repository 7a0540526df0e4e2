package fanout.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.page.Browser;
import fanout.lab.page.Browser.Tab;
import fanout.lab.page.Browser.View;
import fanout.lab.page.Faults;
import fanout.lab.page.InBrowser;
import fanout.lab.run.RunFolder;
import fanout.lab.run.Runner;
import fanout.lab.testbed.InProcess;
import fanout.lab.trial.Size;
import fanout.lab.trial.Stop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of every experiment as a browser shows it. */
@ExtendWith(InBrowser.class)
class ExperimentPagesTest {
  @TempDir private Path folder = Path.of("");

  static List<Experiment> all() {
    return Experiment.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingOverlapsIsClippedOrEmpty(Experiment experiment, Browser browser) throws Exception {
    Runner runner = new Runner(InProcess::start, (what, share) -> {}, new Stop());
    RunFolder.write(runner.run(experiment, Size.MINIATURE, 7, "./fanout run again"), folder);

    for (View view : List.of(View.DESKTOP, View.PHONE, View.PAPER)) {
      try (Tab tab = browser.open(folder.resolve("report.html"), view)) {
        assertThat(tab.complaints()).isEmpty();
        assertThat(tab.requests()).isEmpty();
        assertThat(Faults.of(tab)).as(view.toString()).isEmpty();
        assertThat(
                tab.evaluate("document.querySelectorAll('.waterfall:has(.bar)').length").getAsInt())
            .as("requests with a bar or more")
            .isBetween(2, 3);
      }
    }
  }
}
