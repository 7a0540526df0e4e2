package fanout.runtime.server;

import java.net.BindException;

/**
 * A port could not be opened. The message is one line naming address, reason and the flags that
 * change it, fit to be shown by itself; a program ends with status 1 on it.
 */
public final class CannotListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;

  CannotListenException(String role, String host, int port, Throwable cause) {
    this(
        "the %s port %s:%d %s".formatted(role, host, port, reason(cause)),
        "choose another with --%s-host or --%s-port (0 takes any free one)".formatted(role, role),
        cause);
  }

  private CannotListenException(String problem, String advice, Throwable cause) {
    super(problem + "; " + advice, cause);
    this.problem = problem;
  }

  /** The message without its advice, for a program whose flags have other names. */
  public String problem() {
    return problem;
  }

  private static String reason(Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("in use")) {
        return "is already in use";
      }
      if (e instanceof BindException || e.getCause() == null) {
        return "cannot be opened: " + message;
      }
    }
    return "cannot be opened";
  }
}
