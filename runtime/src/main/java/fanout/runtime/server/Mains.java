package fanout.runtime.server;

import fanout.runtime.spec.SpecException;
import java.io.PrintStream;
import java.util.Locale;

/** How the services' programs end when they cannot begin. */
public final class Mains {
  /** A port that cannot be opened, a server that cannot be reached. */
  public static final int CANNOT_RUN = 1;

  /** A setting that is unknown, malformed, or names a file that cannot be used. */
  public static final int BAD_SETTING = 2;

  private Mains() {}

  /**
   * Runs a program, whose texts do not depend on the locale. What the person who started it can put
   * right is one line on standard error and an exit status; anything else is a defect and goes on
   * as an exception.
   */
  @SuppressWarnings("SystemOut") // the terminal is where the line belongs
  public static void run(String program, Runnable body) {
    // Numbers are written and read as specs and metrics have them, in the digits 0 to 9.
    Locale.setDefault(Locale.ROOT);
    int status = attempt(program, body, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int attempt(String program, Runnable body, PrintStream errors) {
    try {
      body.run();
      return 0;
    } catch (CannotListenException | NotConnectedException e) {
      errors.println(program + ": " + e.getMessage());
      return CANNOT_RUN;
    } catch (SpecException e) {
      errors.println(program + ": " + e.getMessage());
      return BAD_SETTING;
    }
  }
}
