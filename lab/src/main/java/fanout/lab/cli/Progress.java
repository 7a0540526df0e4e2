package fanout.lab.cli;

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
