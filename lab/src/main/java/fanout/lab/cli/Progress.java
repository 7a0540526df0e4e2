package fanout.lab.cli;

import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * One line on standard error that says what is being done and wipes itself; nothing where nobody
 * watches. Not thread-safe.
 */
final class Progress implements AutoCloseable {
  private static final String WIPE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean watched;
  private final int width;

  Progress(PrintWriter err, boolean watched, int width) {
    this.err = err;
    this.watched = watched;
    this.width = width;
  }

  /** Shown only where this process's standard error is a terminal. */
  static Progress on(PrintWriter err, Terminal terminal) {
    return new Progress(err, isWatched(), terminal.width());
  }

  /** {@code System.console()} is there for pipes, too, since Java 22; the shell knows. */
  private static boolean isWatched() {
    if (System.getenv().getOrDefault("TERM", "dumb").equals("dumb")) {
      return false;
    }
    try {
      return new ProcessBuilder("sh", "-c", "test -t 2").inheritIO().start().waitFor() == 0;
    } catch (IOException noShell) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A line that wraps could not be wiped: what is too long is shortened. */
  void show(String what) {
    if (watched) {
      err.print(WIPE + Columns.shorten(what + " …", width - 2));
      err.flush();
    }
  }

  @Override
  public void close() {
    if (watched) {
      err.print(WIPE);
      err.flush();
    }
  }
}
