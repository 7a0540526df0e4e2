package fanout.lab.run;

/** An experiment was ended before there was anything to tell. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("ended before its first round was complete: there is nothing to tell");
  }
}
