package fanout.lab.terminal;

import fanout.runtime.spec.SpecException;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the place that the output goes to can show. Immutable and thread-safe.
 *
 * @param width columns, from {@value #MIN_WIDTH} to {@value #MAX_WIDTH}
 * @param colour whether ANSI colours may be used
 * @param unicode whether characters beyond ASCII may be used
 */
public record Terminal(int width, boolean colour, boolean unicode) {
  /** The narrowest width that anything here is laid out for. */
  public static final int MIN_WIDTH = 40;

  /** The widest; a larger figure is a slip of the hand. */
  public static final int MAX_WIDTH = 1000;

  /** The width of a pipe or a file, unless {@code COLUMNS} says otherwise. */
  public static final int PIPE_WIDTH = 100;

  /**
   * @throws SpecException if the width is out of bounds
   */
  public Terminal {
    SpecException.require(
        width >= MIN_WIDTH && width <= MAX_WIDTH, "width", width, MIN_WIDTH + " to " + MAX_WIDTH);
  }

  /** Plain text of a width: no colour, ASCII only. */
  public static Terminal plain(int width) {
    return new Terminal(width, false, false);
  }

  /** The same terminal with another width. */
  public Terminal withWidth(int columns) {
    return new Terminal(columns, colour, unicode);
  }

  /**
   * Looks at the standard output of this process; takes some milliseconds, because it asks the
   * system's shell.
   *
   * @param environment variables of the process
   * @throws SpecException if {@code COLUMNS} is no number
   */
  public static Terminal detect(Map<String, String> environment) {
    return of(environment, probe());
  }

  /**
   * Decides by the usual variables: {@code NO_COLOR} (no-color.org) wins over {@code
   * CLICOLOR_FORCE}, which wins over {@code CLICOLOR}, {@code TERM=dumb} and the absence of a
   * terminal; {@code LC_ALL}, {@code LC_CTYPE} and {@code LANG} tell UTF-8; {@code COLUMNS} wins
   * over the width that the terminal reports. A terminal narrower than {@value #MIN_WIDTH} columns
   * is laid out for {@value #MIN_WIDTH}, and wraps.
   *
   * @param environment variables of the process
   * @param columns what the terminal reports; empty where standard output is no terminal, zero
   *     where the terminal does not know
   * @throws SpecException if {@code COLUMNS} is no number
   */
  static Terminal of(Map<String, String> environment, OptionalInt columns) {
    int asked = columns(environment.getOrDefault("COLUMNS", ""));
    int reported = columns.orElse(0);
    int width = asked > 0 ? asked : reported > 0 ? reported : PIPE_WIDTH;
    return new Terminal(
        Math.clamp(width, MIN_WIDTH, MAX_WIDTH),
        colour(environment, columns.isPresent()),
        unicode(environment));
  }

  /**
   * A writer in UTF-8 whatever the locale: programs expect it, and what is for people has been made
   * ASCII before where their terminal shows no more. Flushes at every line; closing it closes
   * {@code stream}.
   */
  public static PrintWriter utf8(OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** A writer for text that only people read. Flushes at every line; closing it closes both. */
  public PrintWriter people(Writer out) {
    return new PrintWriter(unicode ? out : new Ascii(out), true);
  }

  /** {@code text} as it can be shown, of the same width. */
  public String shown(String text) {
    return unicode ? text : Columns.ascii(text);
  }

  private static final class Ascii extends FilterWriter {
    Ascii(Writer out) {
      super(out);
    }

    @Override
    public void write(int c) throws IOException {
      write(Character.toString(c), 0, 1);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      out.write(Columns.ascii(text.substring(from, from + length)));
    }
  }

  private static int columns(String text) {
    if (text.isBlank()) {
      return 0;
    }
    try {
      return Integer.parseUnsignedInt(text.strip());
    } catch (NumberFormatException e) {
      throw new SpecException("COLUMNS", text, "a number of columns, or unset", e);
    }
  }

  private static boolean colour(Map<String, String> environment, boolean terminal) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    String forced = environment.getOrDefault("CLICOLOR_FORCE", "");
    if (!forced.isEmpty() && !forced.equals("0")) {
      return true;
    }
    return terminal
        && !environment.getOrDefault("CLICOLOR", "").equals("0")
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  private static boolean unicode(Map<String, String> environment) {
    String locale =
        Stream.of("LC_ALL", "LC_CTYPE", "LANG")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse("")
            .toLowerCase(Locale.ROOT);
    return locale.contains("utf-8") || locale.contains("utf8");
  }

  /**
   * The columns of the terminal behind standard output. {@code System.console()} no longer tells
   * since Java 22 (it is there for pipes too), and its replacement is not in Java 21.
   */
  private static OptionalInt probe() {
    ProcessBuilder shell =
        new ProcessBuilder(
                "sh", "-c", "test -t 1 || exit 1; stty size </dev/tty >&2 || echo 0 0 >&2")
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = shell.start();
      String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (process.waitFor() != 0) {
        return OptionalInt.empty();
      }
      String[] words = said.strip().split("\\s+");
      String last = words[words.length - 1];
      return OptionalInt.of(last.matches("\\d{1,4}") ? Integer.parseInt(last) : 0);
    } catch (IOException noShell) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}
