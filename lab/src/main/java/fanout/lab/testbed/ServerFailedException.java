package fanout.lab.testbed;

import java.util.List;

/** A process of the testbed does not serve; the message has what it logged last. */
public final class ServerFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_LINES = 20;

  ServerFailedException(String name, String what, List<String> log) {
    super(
        "%s %s; it logged:\n  %s"
            .formatted(
                name,
                what,
                String.join(
                    "\n  ", log.subList(Math.max(0, log.size() - SHOWN_LINES), log.size()))));
  }
}
