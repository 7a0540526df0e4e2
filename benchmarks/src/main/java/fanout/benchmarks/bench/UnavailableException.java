package fanout.benchmarks.bench;

/** Something that a benchmark needs is not there; the message says what and how to get it. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is missing. */
  public UnavailableException(String message) {
    super(message);
  }
}
