package fanout.lab.cli;

/** A command cannot do what it was told; its message, shown as it is, says why and what helps. */
final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }
}
