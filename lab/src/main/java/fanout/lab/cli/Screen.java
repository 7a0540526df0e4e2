package fanout.lab.cli;

import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.lab.terminal.Terminal;
import java.io.PrintWriter;

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
    for (String part : Columns.wrap(value, terminal.width() - room)) {
      line(labelled(shown, room).plus(part, Style.PLAIN));
      shown = "";
    }
  }

  private static Line labelled(String label, int room) {
    return Line.of("  " + label, Style.DIM).padded(room);
  }

  /** A table; where the terminal is too narrow for it, a block for each row. */
  void table(Table table) {
    table.lines(terminal.width()).forEach(this::line);
  }
}
