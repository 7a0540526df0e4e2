package fanout.runtime.telemetry;

import io.grpc.Status;

/** Why no server has processed an attempt that had a connection. */
public enum Unseen {
  /** It was not written: the connection went away before. */
  UNSENT,
  /** It was written, and the server says that it has not been processed (RFC 9113, 6.8 and 8.7). */
  REFUSED;

  /** A GOAWAY whose last stream is an earlier one. */
  private static final String GONE_AWAY =
      "Abrupt GOAWAY closed sent stream. HTTP/2 error code: NO_ERROR";

  private static final String RESET = "RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM";

  /**
   * Whether a stream without an answer was refused. grpc-java knows that and says it to its own
   * retries alone; outside of them it is left in the words of the status.
   */
  static boolean refused(Status closed) {
    String words = closed.getDescription();
    return closed.getCode() == Status.Code.UNAVAILABLE
        && words != null
        && (words.startsWith(GONE_AWAY) || words.startsWith(RESET));
  }
}
