package fanout.lab.trace;

import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Durations;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Terminal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws traces as waterfalls: a line a span, its bar on a time axis. A solid block is a span at
 * work; a line is one that waits for others: for an answer, or for the spans below it. Immutable
 * and thread-safe.
 */
public final class Waterfall {
  /** From this width on two traces stand side by side. */
  public static final int SIDE_BY_SIDE_WIDTH = 120;

  private static final int MAX_ROWS = 40;
  private static final String DIVIDER = "   ";

  /** A space behind label, bar and time, and the mark. */
  private static final int GAPS_AND_MARK = 4;

  private final Terminal terminal;
  private final boolean everySpan;

  /**
   * @param terminal where it will be shown
   * @param everySpan a line for each span; otherwise a section, its only attempt and the server's
   *     side are one line, and what goes beyond {@value #MAX_ROWS} lines is counted
   */
  public Waterfall(Terminal terminal, boolean everySpan) {
    this.terminal = terminal;
    this.everySpan = everySpan;
  }

  /**
   * All traces on one scale, one below the other, or in pairs where the terminal is wide enough.
   */
  public List<Line> draw(List<Trace> traces) {
    int across = traces.size() > 1 && terminal.width() >= SIDE_BY_SIDE_WIDTH ? 2 : 1;
    List<Panel> panels = traces.stream().map(this::panel).toList();
    Layout layout = layout(panels, across);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < panels.size(); i += across) {
      List<Line> first = panels.get(i).lines(layout);
      boolean paired = across == 2 && i + 1 < panels.size();
      lines.addAll(paired ? beside(first, panels.get(i + 1).lines(layout), layout.width()) : first);
      lines.add(Line.EMPTY);
    }
    lines.addAll(legend(panels));
    return lines;
  }

  /** Draws as {@link #draw} does, as text that ends each line. */
  public String text(List<Trace> traces) {
    return draw(traces).stream()
        .map(line -> line.render(terminal) + "\n")
        .collect(Collectors.joining());
  }

  /** Two drawings as one, all lines of one width. */
  private static List<Line> beside(List<Line> left, List<Line> right, int width) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      Line first = i < left.size() ? left.get(i) : Line.EMPTY;
      Line second = i < right.size() ? right.get(i) : Line.EMPTY;
      lines.add(first.padded(width).plus(DIVIDER, Style.PLAIN).plus(second.padded(width)));
    }
    return lines;
  }

  /** One layout for all, so that bars can be compared from trace to trace. */
  private Layout layout(List<Panel> panels, int across) {
    int width = (terminal.width() - DIVIDER.length() * (across - 1)) / across;
    int wanted = panels.stream().mapToInt(Panel::labelWidth).max().orElse(0);
    int time = panels.stream().mapToInt(Panel::timeWidth).max().orElse(0);
    long nanos = panels.stream().mapToLong(panel -> panel.trace().durationNanos()).max().orElse(0);
    int label = Math.min(wanted, width * 2 / 5);
    int bar = width - label - time - GAPS_AND_MARK;
    return new Layout(width, label, time, new TimeScale(Math.max(nanos, 1), bar));
  }

  private Panel panel(Trace trace) {
    List<SpanRow> rows = SpanRow.of(trace, everySpan);
    int shown = everySpan ? rows.size() : Math.min(rows.size(), MAX_ROWS);
    return new Panel(trace, rows.subList(0, shown), rows.size() - shown, terminal.colour());
  }

  private List<Line> legend(List<Panel> panels) {
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    panels.forEach(panel -> panel.rows().forEach(row -> outcomes.add(row.outcome())));
    Line line = Line.of("█ working  ━ waiting", Style.DIM);
    for (Outcome outcome : outcomes) {
      line =
          line.plus("   " + outcome.mark(), outcome.style()).plus(" " + outcome.words(), Style.DIM);
    }
    return line.width() <= terminal.width() ? List.of(line) : List.of();
  }

  /**
   * How many columns each part has; one column stands between two parts, and the mark takes one.
   */
  private record Layout(int width, int label, int time, TimeScale scale) {}

  /** One trace, before it is known how much room it gets. */
  private record Panel(Trace trace, List<SpanRow> rows, int hidden, boolean colour) {
    int labelWidth() {
      return rows.stream().mapToInt(row -> label(row, Integer.MAX_VALUE).width()).max().orElse(0);
    }

    int timeWidth() {
      return rows.stream().mapToInt(row -> Columns.of(time(row))).max().orElse(0);
    }

    List<Line> lines(Layout layout) {
      List<Line> lines = new ArrayList<>(List.of(title(layout.width()), axis(layout)));
      Bar bar = new Bar(layout.scale(), trace.startNanos(), colour);
      for (SpanRow row : rows) {
        lines.add(
            label(row, layout.label())
                .padded(layout.label() + 1)
                .plus(bar.line(row))
                .plus(" ", Style.PLAIN)
                .plus(Line.of(time(row), Style.PLAIN).right(layout.time()))
                .plus(" ", Style.PLAIN)
                .plus(row.outcome().mark(), row.outcome().style()));
      }
      if (hidden > 0) {
        lines.add(Line.of("… %d more lines".formatted(hidden), Style.DIM));
      }
      return lines;
    }

    private Line title(int width) {
      String head = headline();
      String facts =
          Stream.of(
                  Durations.format(trace.durationNanos()),
                  count(trace.size(), "span"),
                  "trace " + trace.id().substring(0, 8))
              .collect(Collectors.joining(" · "));
      String flaws =
          Stream.of(
                  trace.roots().size() > 1 ? count(trace.roots().size(), "root") : "",
                  trace.orphans().isEmpty() ? "" : count(trace.orphans().size(), "orphan"),
                  trace.duplicates() == 0 ? "" : count(trace.duplicates(), "duplicate"))
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining(", "));
      String shownHead = Columns.shorten(head, width);
      Line line = Line.of(shownHead, Style.STRONG);
      line = within(line, "  " + facts, Style.DIM, width);
      return flaws.isEmpty() ? line : within(line, "  " + flaws, Style.BAD, width);
    }

    private static Line within(Line line, String text, Style style, int width) {
      return line.plus(Columns.shorten(text, width - line.width()), style);
    }

    private static String count(int number, String noun) {
      return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** The strategy, where the trace tells one; else the name of its first span. */
    private String headline() {
      return trace
          .spans()
          .map(span -> span.attribute(SpanNames.STRATEGY))
          .filter(strategy -> !strategy.isEmpty())
          .findFirst()
          .orElseGet(() -> rows.getFirst().name());
    }

    private static Line axis(Layout layout) {
      StringBuilder marks = new StringBuilder();
      for (TimeScale.Tick tick : layout.scale().ticks()) {
        marks
            .repeat(' ', Math.max(0, tick.column() - Columns.of(marks.toString())))
            .append(tick.label());
      }
      return Line.of(" ".repeat(layout.label() + 1), Style.PLAIN).plus(marks.toString(), Style.DIM);
    }

    private static String time(SpanRow row) {
      return row.outcome() == Outcome.SKIPPED ? "–" : Durations.format(row.span().durationNanos());
    }

    /** Branches, service and name; the detail goes first where there is no room. */
    private static Line label(SpanRow row, int width) {
      String service = row.service().isEmpty() ? "" : row.service() + " ";
      Line line =
          Line.of(Columns.shorten(row.tree(), width), Style.DIM)
              .plus(service, Style.FRAME)
              .plus(row.name(), Style.PLAIN);
      Line detailed = row.detail().isEmpty() ? line : line.plus(" " + row.detail(), Style.DIM);
      if (detailed.width() <= width) {
        return detailed;
      }
      if (line.width() <= width) {
        return line;
      }
      String tree = Columns.shorten(row.tree(), width);
      int room = width - Columns.of(tree);
      return Line.of(tree, Style.DIM)
          .plus(Columns.shorten(service + row.name(), room), Style.PLAIN);
    }
  }
}
