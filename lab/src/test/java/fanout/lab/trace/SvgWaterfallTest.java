package fanout.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.page.Html;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SvgWaterfallTest {
  private static final Pattern WORK =
      Pattern.compile("<rect class=\"work\"[^>]*width=\"([0-9.]+)%");

  @Test
  void everyRowOfTheTerminalsWaterfallIsThereWithItsTimeAndFate() {
    String drawn = drawn(SampleTraces.troubled(), List.of(SampleTraces.troubled()));
    assertThat(drawn)
        .contains("GetUser", "ListOrders", "UNAVAILABLE", "timed out", "substituted", "150 ms");
    assertThat(drawn.split("class=\"label\"", -1)).hasSize(7);
  }

  @Test
  void tracesOnOneScaleCanBeComparedByTheirBars() {
    Trace quick = SampleTraces.concurrent();
    Trace slow = SampleTraces.sequential();
    double alone = longestBar(drawn(quick, List.of(quick)));
    double beside = longestBar(drawn(quick, List.of(quick, slow)));
    assertThat(beside / alone)
        .isBetween(
            0.98 * quick.durationNanos() / slow.durationNanos(),
            1.02 * quick.durationNanos() / slow.durationNanos());
  }

  @Test
  void ofManyRowsThoseOnTheCriticalPathStay() {
    SampleTraces wide = new SampleTraces(9);
    String fanOut = wide.edge("concurrent", "all", 120_000);
    for (int i = 0; i < 60; i++) {
      wide.call(fanOut, "quick-" + i, "Get", 600 + i, 5_000, "loaded");
    }
    wide.call(fanOut, "straggler", "Get", 700, 115_000, "loaded");
    wide.call(fanOut, "broken", "Get", 701, 3_000, "failed");
    Trace trace = wide.trace();
    assertThat(drawn(trace, List.of(trace)))
        .contains("straggler", "broken", "quick-0", "40 more rows")
        .doesNotContain("quick-59");
  }

  private static double longestBar(String drawn) {
    return WORK.matcher(drawn)
        .results()
        .mapToDouble(bar -> Double.parseDouble(bar.group(1)))
        .max()
        .orElseThrow();
  }

  private static String drawn(Trace trace, List<Trace> all) {
    StringBuilder page = new StringBuilder();
    Html html = SvgWaterfall.onOneScale(all).draw(trace, "caption");
    html.print(page);
    return page.toString();
  }
}
