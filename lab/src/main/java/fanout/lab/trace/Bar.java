package fanout.lab.trace;

import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws one span on the time axis, exact to an eighth of a column.
 *
 * <p>A block's right edge has a character for every eighth. Its left edge has none: with colours it
 * is the complement, drawn with foreground and background changed; without, it is rounded to a
 * half.
 */
final class Bar {
  /** A range in eighths of a column. */
  private record Range(int from, int to) {
    /** As much of it as lies in a column. */
    Range within(int column) {
      int left = column * TimeScale.PARTS;
      return new Range(
          Math.clamp(from - left, 0, TimeScale.PARTS), Math.clamp(to - left, 0, TimeScale.PARTS));
    }

    boolean isEmpty() {
      return from >= to;
    }
  }

  private static final Range NOWHERE = new Range(0, 0);
  private static final String LEFT_BLOCKS = " ▏▎▍▌▋▊▉█";
  private static final int HALF = TimeScale.PARTS / 2;

  private final TimeScale scale;
  private final long origin;
  private final boolean colour;

  Bar(TimeScale scale, long origin, boolean colour) {
    this.scale = scale;
    this.origin = origin;
    this.colour = colour;
  }

  /** The line of a row, as wide as the scale. */
  Line line(SpanRow row) {
    Span server = row.server();
    boolean begun = row.outcome() != Outcome.SKIPPED;
    Span work = server != null ? server : row.span();
    Range line = begun && row.waits() ? range(row.span()) : NOWHERE;
    Range block = begun && (server != null || !row.waits()) ? range(work) : NOWHERE;
    Range first = line.isEmpty() ? block.isEmpty() ? range(row.span()) : block : line;
    int from = column(block.isEmpty() ? first.from() : Math.min(first.from(), block.from()));
    int to = begun ? column(Math.max(line.to(), block.to()) + TimeScale.PARTS - 1) : from;
    Line[] cells = new Line[scale.columns()];
    for (int c = 0; c < cells.length; c++) {
      cells[c] = cell(line.within(c), block.within(c), row.style());
    }
    scale.ticks().stream()
        .filter(tick -> tick.column() > 0 && blank(cells[tick.column()]))
        .forEach(tick -> cells[tick.column()] = Line.of("┊", Style.DIM));
    note(cells, row, from, to);
    List<Line.Piece> pieces = new ArrayList<>();
    for (Line cell : cells) {
      pieces.addAll(cell.pieces());
    }
    return new Line(pieces);
  }

  private static int column(int part) {
    return part / TimeScale.PARTS;
  }

  private static boolean blank(@Nullable Line cell) {
    return cell != null && cell.pieces().getFirst().text().equals(" ");
  }

  /** However short, a span is seen. */
  private Range range(Span span) {
    int from =
        Math.min(scale.part(span.startNanos() - origin), scale.columns() * TimeScale.PARTS - 1);
    return new Range(from, Math.max(scale.part(span.endNanos() - origin), from + 1));
  }

  private Line cell(Range line, Range block, Style style) {
    if (!block.isEmpty()) {
      return block(block, style);
    }
    if (line.isEmpty()) {
      return Line.of(" ", Style.PLAIN);
    }
    String glyph = line.from() >= HALF ? "╺" : line.to() <= HALF ? "╸" : "━";
    return Line.of(glyph, style);
  }

  private Line block(Range block, Style style) {
    if (block.from() == 0) {
      return Line.of(leftBlock(block.to()), style);
    }
    if (block.to() < TimeScale.PARTS) {
      return Line.of(block.from() >= HALF ? "▐" : leftBlock(block.to()), style);
    }
    if (colour) {
      return new Line(List.of(new Line.Piece(leftBlock(block.from()), style, true)));
    }
    return Line.of(block.from() <= 2 ? "█" : block.from() <= 5 ? "▐" : "▕", style);
  }

  private static String leftBlock(int parts) {
    return LEFT_BLOCKS.substring(parts, parts + 1);
  }

  /** Says in words what went wrong, behind the bar or before it, where there is room. */
  private static void note(Line[] cells, SpanRow row, int from, int to) {
    int width = Columns.of(row.note());
    int behind = to == from ? to : to + 1;
    int at = behind + width <= cells.length ? behind : from - 1 - width;
    if (width == 0 || at < 0) {
      return;
    }
    cells[at] = Line.of(row.note(), row.outcome().style());
    for (int i = at + 1; i < at + width; i++) {
      cells[i] = Line.EMPTY;
    }
    if (at + width < from || (at + width > to && at + width < cells.length)) {
      cells[at + width] = Line.of(" ", Style.PLAIN);
    }
  }
}
