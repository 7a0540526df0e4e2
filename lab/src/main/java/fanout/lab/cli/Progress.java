package fanout.lab.cli;

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

  Progress(PrintWriter err, boolean watched) {
    this.err = err;
    this.watched = watched;
  }

  /** Shown only where this process's standard error is a terminal. */
  static Progress on(PrintWriter err) {
    return new Progress(err, isWatched());
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

  void show(String what) {
    if (watched) {
      err.print(WIPE + what + " …");
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
