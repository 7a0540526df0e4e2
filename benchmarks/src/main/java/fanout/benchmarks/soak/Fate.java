package fanout.benchmarks.soak;

/** What became of an attempt, by what both of its ends have seen. Every attempt has one. */
public enum Fate {
  /** The server said OK and the caller heard it. */
  ANSWERED("answered"),
  /** The server said anything else and the caller heard that. */
  FAILED("failed"),
  /** The caller took it back or ran out of time, and the server saw it end without an answer. */
  TAKEN_BACK("taken back"),
  /**
   * The server answered, and the caller had taken it back before it heard, or before it had read:
   * trailers may be there while the message waits to be asked for.
   */
  CROSSED("crossed by its answer"),
  /**
   * The server's answer reached the caller, and the server's own deadline struck between its
   * writing and the end of its stream.
   */
  OUTRUN("answered in the moment of its deadline"),
  /** The connection broke after the server had seen the headers and before the caller was told. */
  BROKEN("broken with its connection"),
  /** Written to a connection that broke, or was cut, before the server had read the headers. */
  LOST("lost with its connection"),
  /** Ended before its headers were written: no connection, or taken back before its turn. */
  NEVER_WRITTEN("never written"),
  /** None of these: a defect of ours, or of these books. */
  UNACCOUNTED("unaccounted for");

  private final String text;

  Fate(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
