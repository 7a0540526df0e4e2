package fanout.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Table TABLE =
      Table.of(Table.Column.text("strategy"), Table.Column.number("p50"))
          .row("sequential", "94.2 ms")
          .row("注文", "412 µs");

  @Test
  void numbersStandAtTheRightEdge() {
    Terminal terminal = new Terminal(80, false, true);
    assertThat(
            TABLE.lines().stream()
                .map(line -> line.render(terminal))
                .collect(Collectors.joining("\n")))
        .isEqualTo(
            """
            strategy        p50
            ──────────  ───────
            sequential  94.2 ms
            注文         412 µs\
            """);
  }

  @Test
  void everyLineTakesAsManyColumns() {
    assertThat(TABLE.lines()).extracting(Line::width).containsOnly(19);
  }

  @Test
  void whereThereIsNoRoomEachRowIsABlock() {
    assertThat(TABLE.lines(19)).isEqualTo(TABLE.lines());
    assertThat(TABLE.lines(18))
        .extracting(line -> line.render(new Terminal(80, false, true)))
        .containsExactly(
            "strategy sequential", "  p50       94.2 ms", "strategy 注文", "  p50       412 µs");
  }

  @Test
  void aRowMustFitTheColumns() {
    assertThatThrownBy(() -> TABLE.row("one")).hasMessageContaining("1 cells");
  }
}
