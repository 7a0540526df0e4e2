package fanout.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.terminal.Line;
import fanout.lab.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaterfallTest {
  /**
   * Run the tests with {@code -Dgolden.update} to write the files anew, and look at the difference.
   */
  private static final boolean UPDATE = System.getProperty("golden.update") != null;

  private static final List<Trace> ALL =
      List.of(
          SampleTraces.sequential(),
          SampleTraces.concurrent(),
          SampleTraces.cancelledLosers(),
          SampleTraces.troubled(),
          SampleTraces.failFast(),
          SampleTraces.hedged());

  @ParameterizedTest(name = "{0} columns, unicode {1}, every span {2}")
  @CsvSource({
    "60, true, false",
    "60, false, false",
    "100, true, false",
    "100, false, false",
    "100, true, true",
    "160, true, false",
    "160, false, false"
  })
  void tracesAreDrawnAsInTheFile(int width, boolean unicode, boolean everySpan) throws IOException {
    Path golden =
        Path.of(
            "src/test/resources/waterfall/%d-%s%s.txt"
                .formatted(width, unicode ? "unicode" : "ascii", everySpan ? "-all" : ""));
    String drawn = new Waterfall(new Terminal(width, false, unicode), everySpan).text(ALL);
    if (UPDATE) {
      Files.createDirectories(golden.resolveSibling(""));
      Files.writeString(golden, drawn);
    }
    assertThat(drawn).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @ValueSource(ints = {120, 121, 137, 160, 300})
  void sideBySideEveryLineOfAPairTakesAsManyColumns(int width) {
    List<Trace> pair = List.of(SampleTraces.troubled(), wideNames());
    List<Line> lines = new Waterfall(new Terminal(width, true, true), false).draw(pair);
    List<Line> drawing = lines.subList(0, lines.indexOf(Line.EMPTY));
    assertThat(drawing).hasSizeGreaterThan(5);
    assertThat(drawing).extracting(Line::width).containsOnly((width - 3) / 2 * 2 + 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 60, 100, 160})
  void noLineIsWiderThanTheTerminal(int width) {
    for (boolean everySpan : List.of(true, false)) {
      for (Trace trace : List.of(SampleTraces.hedged(), SampleTraces.troubled(), wideNames())) {
        assertThat(new Waterfall(new Terminal(width, true, true), everySpan).draw(List.of(trace)))
            .extracting(Line::width)
            .allMatch(columns -> columns <= width);
      }
    }
  }

  @Test
  void colourChangesNoColumn() {
    String plain = new Waterfall(new Terminal(100, false, true), true).text(ALL);
    String coloured = new Waterfall(new Terminal(100, true, true), true).text(ALL);
    assertThat(
            coloured
                .lines()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").stripTrailing().length()))
        .containsExactlyElementsOf(plain.lines().map(String::length).toList());
  }

  @Test
  void halfOfTheTimeTakesHalfOfTheAxis() {
    TimeScale scale = new TimeScale(1_000, 50);
    assertThat(scale.part(500)).isEqualTo(200);
    assertThat(scale.part(1_000)).isEqualTo(400);
    assertThat(scale.part(-5)).isZero();
  }

  @Test
  void ticksAreRoundAndTellTheirUnitOnce() {
    assertThat(new TimeScale(94_210_000, 60).ticks())
        .extracting(TimeScale.Tick::label)
        .containsExactly("0 ms", "10", "20", "30", "40", "50", "60", "70", "80", "90");
    assertThat(new TimeScale(1_300_000, 30).ticks())
        .extracting(TimeScale.Tick::label)
        .containsExactly("0 ms", "0.5", "1");
  }

  @Test
  void spansBeyondTheLimitAreCounted() {
    SampleTraces wide = new SampleTraces(9);
    String fanOut = wide.edge("concurrent", "all", 50_000);
    for (int i = 0; i < 300; i++) {
      wide.call(fanOut, "shard" + i, "Get", 500, 40_000, "loaded");
    }
    Terminal terminal = new Terminal(100, false, true);
    assertThat(new Waterfall(terminal, false).text(List.of(wide.trace())))
        .contains("… 262 more lines");
    assertThat(new Waterfall(terminal, true).text(List.of(wide.trace()))).contains("shard299");
  }

  @Test
  void aTornTraceSaysSo() {
    SampleTraces torn = new SampleTraces(8);
    torn.add("", "one", Span.Kind.INTERNAL, "a", 0, 10, Map.of());
    torn.add("", "two", Span.Kind.INTERNAL, "a", 0, 10, Map.of());
    torn.add("00000000000000ff", "lost", Span.Kind.INTERNAL, "a", 0, 10, Map.of());
    assertThat(new Waterfall(Terminal.plain(100), false).text(List.of(torn.trace())))
        .contains("2 roots, 1 orphan")
        .contains("? a lost");
  }

  private static Trace wideNames() {
    SampleTraces t = new SampleTraces(7);
    String fanOut = t.edge("concurrent", "all", 43_120);
    t.call(fanOut, "注文サービス", "注文一覧を取得する", 720, 41_530, "loaded");
    t.call(fanOut, "通知", "e\u0301te\u0301", 790, 29_310, "failed");
    return t.trace();
  }
}
