package fanout.lab.cli;

import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Text for people on standard output. Not thread-safe.
 *
 * @param out where it goes
 * @param terminal what that can show
 */
record Screen(PrintWriter out, Terminal terminal) {
  private static final int LABEL = 23;

  void line(Line line) {
    out.println(line.render(terminal));
    out.flush();
  }

  void blank() {
    line(Line.EMPTY);
  }

  void heading(String text) {
    line(Line.of(text, Style.STRONG));
  }

  void prose(String text) {
    line(Line.of(text, Style.PLAIN));
  }

  /** A command under what it is for; never broken, it is there to be copied. */
  void command(String label, String command) {
    line(labelled(label, LABEL).plus(command, Style.PLAIN));
  }

  /** A fact under its name; where it is too long for a line it goes on below. */
  void fact(String label, String value) {
    fact(label, value, LABEL);
  }

  /** The same with another room for the names. */
  void fact(String label, String value, int room) {
    String shown = label;
    for (String part : wrapped(value, terminal.width() - room)) {
      line(labelled(shown, room).plus(part, Style.PLAIN));
      shown = "";
    }
  }

  private static Line labelled(String label, int room) {
    return Line.of("  " + label, Style.DIM).padded(room);
  }

  /** Breaks behind a comma or a space, where texts of plans and behaviours bear it best. */
  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("(?<=[, ])")) {
      if (!line.isEmpty() && Columns.of(line.toString()) + Columns.of(word.strip()) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** A table; where the terminal is too narrow for it, a block for each row. */
  void table(Table table) {
    List<Line> lines = table.lines();
    (lines.getFirst().width() <= terminal.width() ? lines : blocks(table)).forEach(this::line);
  }

  private static List<Line> blocks(Table table) {
    int label = table.columns().stream().mapToInt(c -> c.head().length()).max().orElse(0);
    List<Line> lines = new ArrayList<>();
    for (List<Line> row : table.rows()) {
      lines.add(Line.of(table.columns().getFirst().head() + " ", Style.DIM).plus(row.getFirst()));
      for (int i = 1; i < row.size(); i++) {
        if (row.get(i).width() > 0) {
          String head = "  " + table.columns().get(i).head();
          lines.add(Line.of(head, Style.DIM).padded(label + 4).plus(row.get(i)));
        }
      }
    }
    return lines;
  }
}
