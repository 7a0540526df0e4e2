package fanout.lab.cli;

import fanout.lab.stability.Repeated;
import fanout.lab.stability.Stability;
import fanout.lab.stability.StabilityText;
import fanout.lab.stability.Tally;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Table.Column;
import java.util.List;

/** Many runs together, for people: a row for each experiment, then the two sentences that count. */
record StabilityScreen(Screen screen) {
  void print(Stability stability) {
    Table table =
        Table.of(
            Column.text("experiment"),
            Column.number("runs"),
            Column.number("confirmed"),
            Column.number("inconclusive"),
            Column.number("refuted"),
            Column.number("A/A claims"),
            Column.number("longest"),
            Column.text(""));
    for (Repeated one : stability.experiments()) {
      table = table.row(row(one));
    }
    screen.table(table);
    screen.blank();
    sentence(stability.flips().isEmpty(), StabilityText.verdicts(stability));
    sentence(!stability.claimsTooMuch(), StabilityText.selfClaims(stability));
  }

  private static List<Line> row(Repeated one) {
    Tally verdict = one.findings().getFirst();
    return List.of(
        Line.of(one.experiment(), Style.FRAME),
        number(one.runs()),
        number(verdict.confirmed()),
        number(verdict.inconclusive()),
        number(verdict.refuted()),
        Line.of(
            "%d of %d".formatted(one.selfClaims().hits(), one.selfClaims().trials()), Style.PLAIN),
        Line.of("%.1f s".formatted(one.longest()), Style.PLAIN),
        one.flips().isEmpty()
            ? Line.EMPTY
            : Line.of("✗ %d flip".formatted(one.flips().size()), Style.BAD));
  }

  private static Line number(int value) {
    return Line.of(String.valueOf(value), Style.PLAIN);
  }

  private void sentence(boolean good, String text) {
    screen.line(Line.of(good ? "✓ " : "✗ ", good ? Style.GOOD : Style.BAD).plus(text, Style.PLAIN));
  }
}
