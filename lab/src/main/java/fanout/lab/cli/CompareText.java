package fanout.lab.cli;

import fanout.lab.compare.Change;
import fanout.lab.compare.Comparison;
import fanout.lab.compare.FigureChange;
import fanout.lab.report.Figures;
import fanout.lab.result.Better;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Table.Column;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A comparison for people: a table for each experiment, then the one sentence that counts. */
record CompareText(Screen screen) {
  private static final int MOST_NAMED = 5;

  /**
   * Prints it.
   *
   * @param all whether the figures of the tables are shown too, and not only those that gate
   */
  void print(Comparison comparison, List<FigureChange> gating, boolean all) {
    Map<FigureChange.Key, FigureChange> judged = new HashMap<>();
    gating.forEach(figure -> judged.put(figure.key(), figure));
    comparison.figures().stream()
        .filter(figure -> all || figure.finding() || judged.containsKey(figure.key()))
        .map(figure -> judged.getOrDefault(figure.key(), figure))
        .collect(
            Collectors.groupingBy(
                FigureChange::experiment, LinkedHashMap::new, Collectors.toList()))
        .forEach(this::experiment);
    missing("only before", comparison.onlyBefore(), all);
    missing("only after", comparison.onlyAfter(), all);
    comparison.remarks().forEach(remark -> screen.fact("note", remark));
    screen.blank();
    conclusion(gating);
  }

  private void experiment(String name, List<FigureChange> figures) {
    screen.heading(name);
    Table table =
        Table.of(
            Column.text("figure"),
            Column.text("better"),
            Column.number("before"),
            Column.number("after"),
            Column.number("change"),
            Column.text(""));
    for (FigureChange figure : figures) {
      table = table.row(row(figure));
    }
    screen.table(table);
    screen.blank();
  }

  private static List<Line> row(FigureChange figure) {
    return List.of(
        Line.of(figure.name(), Style.PLAIN),
        Line.of(better(figure.better()), Style.DIM),
        Line.of(Figures.withInterval(figure.before()), Style.PLAIN),
        Line.of(Figures.withInterval(figure.after()), Style.PLAIN),
        Line.of(percent(figure.percent()), Style.PLAIN),
        verdict(figure.change()));
  }

  private static String better(Better better) {
    return switch (better) {
      case LOWER -> "lower";
      case HIGHER -> "higher";
      case NEITHER -> "";
    };
  }

  private static String percent(double percent) {
    return Double.isFinite(percent) ? "%+.1f %%".formatted(percent) : "–";
  }

  private static Line verdict(Change change) {
    return switch (change) {
      case BETTER -> Line.of("✓ better", Style.GOOD);
      case WORSE -> Line.of("✗ worse", Style.BAD);
      case CHANGED -> Line.of("≠ changed", Style.LATE);
      case WITHIN_NOISE -> Line.of("= within noise", Style.DIM);
    };
  }

  private void missing(String label, List<FigureChange.Key> keys, boolean all) {
    if (keys.isEmpty()) {
      return;
    }
    String named =
        keys.stream()
            .limit(all ? keys.size() : MOST_NAMED)
            .map(Object::toString)
            .collect(Collectors.joining("; "));
    int more = all ? 0 : Math.max(0, keys.size() - MOST_NAMED);
    screen.fact(label, more == 0 ? named : "%s; and %d more".formatted(named, more));
  }

  private void conclusion(List<FigureChange> gating) {
    List<FigureChange> worse = gating.stream().filter(f -> f.change() == Change.WORSE).toList();
    if (worse.isEmpty()) {
      screen.line(
          Line.of("✓ ", Style.GOOD)
              .plus("none of %d figures got worse".formatted(gating.size()), Style.PLAIN));
    } else {
      String names =
          worse.stream().map(figure -> figure.key().toString()).collect(Collectors.joining("; "));
      screen.line(
          Line.of("✗ ", Style.BAD)
              .plus(
                  "%d of %d figures got worse: %s".formatted(worse.size(), gating.size(), names),
                  Style.PLAIN));
    }
  }
}
