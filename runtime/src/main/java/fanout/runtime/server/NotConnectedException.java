package fanout.runtime.server;

import fanout.runtime.spec.Spec;
import java.time.Duration;

/** A server could not be reached in time. The message names target and limit. */
public final class NotConnectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotConnectedException(String target, Duration limit) {
    super("no connection to %s within %s".formatted(target, Spec.print(limit)));
  }
}
