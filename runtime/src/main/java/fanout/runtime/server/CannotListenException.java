package fanout.runtime.server;

import java.net.BindException;

/**
 * A port could not be opened. The message is one line naming address, reason and the flags that
 * change it, fit to be shown by itself; a program ends with status 1 on it.
 */
public final class CannotListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotListenException(String role, String host, int port, Throwable cause) {
    super(
        "the %s port %s:%d %s; choose another with --%s-host or --%s-port (0 takes any free one)"
            .formatted(role, host, port, reason(cause), role, role),
        cause);
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
