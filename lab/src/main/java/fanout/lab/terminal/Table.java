package fanout.lab.terminal;

import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table in aligned columns: head, rule, rows; two spaces between columns. Immutable and
 * thread-safe.
 *
 * @param columns from left to right
 * @param rows each with a cell for every column
 */
public record Table(List<Column> columns, List<List<Line>> rows) {
  private static final String GAP = "  ";

  /**
   * One column.
   *
   * @param head its title
   * @param right whether its cells stand at the right edge, as numbers do
   */
  public record Column(String head, boolean right) {
    /** A column of text. */
    public static Column text(String head) {
      return new Column(head, false);
    }

    /** A column of numbers. */
    public static Column number(String head) {
      return new Column(head, true);
    }
  }

  /**
   * @throws SpecException if a row has a cell too many or too few
   */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Line> row : rows) {
      SpecException.require(
          row.size() == columns.size(), "row", row.size() + " cells", columns.size() + " cells");
    }
  }

  /** A table without rows. */
  public static Table of(Column... columns) {
    return new Table(List.of(columns), List.of());
  }

  /** This table with a row of plain text behind it. */
  public Table row(String... cells) {
    return row(Stream.of(cells).map(cell -> Line.of(cell, Style.PLAIN)).toList());
  }

  /** This table with a row behind it. */
  public Table row(List<Line> cells) {
    List<List<Line>> all = new ArrayList<>(rows);
    all.add(cells);
    return new Table(columns, all);
  }

  /** The lines of the table, each as wide as the widest cells ask for. */
  public List<Line> lines() {
    int[] widths = IntStream.range(0, columns.size()).map(this::width).toArray();
    List<Line> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(c -> Line.of(c.head(), Style.STRONG)).toList(), widths));
    lines.add(
        line(
            IntStream.of(widths).mapToObj(w -> Line.of("─".repeat(w), Style.DIM)).toList(),
            widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  /** The same where there is room for it; else a block for each row, with the heads at its left. */
  public List<Line> lines(int room) {
    List<Line> lines = lines();
    return lines.getFirst().width() <= room ? lines : blocks();
  }

  private List<Line> blocks() {
    int label = columns.stream().mapToInt(column -> column.head().length()).max().orElse(0);
    List<Line> lines = new ArrayList<>();
    for (List<Line> row : rows) {
      lines.add(Line.of(columns.getFirst().head() + " ", Style.DIM).plus(row.getFirst()));
      for (int i = 1; i < row.size(); i++) {
        if (row.get(i).width() > 0) {
          String head = "  " + columns.get(i).head();
          lines.add(Line.of(head, Style.DIM).padded(label + 4).plus(row.get(i)));
        }
      }
    }
    return lines;
  }

  private int width(int column) {
    int head = Columns.of(columns.get(column).head());
    return rows.stream().mapToInt(row -> row.get(column).width()).reduce(head, Math::max);
  }

  private Line line(List<Line> cells, int[] widths) {
    Line line = Line.EMPTY;
    for (int i = 0; i < widths.length; i++) {
      Line cell = cells.get(i);
      Line aligned = columns.get(i).right() ? cell.right(widths[i]) : cell.padded(widths[i]);
      line = i == 0 ? aligned : line.plus(GAP, Style.PLAIN).plus(aligned);
    }
    return line;
  }
}
