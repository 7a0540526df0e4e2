package fanout.benchmarks.soak;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as both of its ends have seen it. Guarded by itself: its ends live on different
 * threads.
 */
final class Attempt {
  private @Nullable Connection connection;
  private boolean written;
  private boolean answered;
  private Status.@Nullable Code heard;
  private boolean arrived;
  private Status.@Nullable Code said;

  /** A TCP connection between the two ends. */
  static final class Connection {
    private volatile boolean broken;

    /** The server's end is closed: what it had not read by then it never reads. */
    void broken() {
      broken = true;
    }

    boolean isBroken() {
      return broken;
    }
  }

  synchronized void on(Connection transport) {
    connection = transport;
  }

  synchronized void written() {
    written = true;
  }

  synchronized void answered() {
    answered = true;
  }

  /** The caller's end is closed. */
  synchronized void heard(Status.Code code) {
    heard = code;
  }

  synchronized void arrived() {
    arrived = true;
  }

  /** The server's end is closed. */
  synchronized void said(Status.Code code) {
    said = code;
  }

  /** Whether nothing that is still to come could change its fate. */
  synchronized boolean settled() {
    return heard != null
        && (said != null ? fate() != Fate.UNACCOUNTED : cut() || (!arrived && !written));
  }

  /**
   * Whether both ends have seen it and closed it, and what became of it is known. The caller may
   * hear of the end of a connection before the server does.
   */
  synchronized boolean closedAtBothEnds() {
    return said != null && settled();
  }

  /**
   * Whether the server has seen it come and never told its observers of its end: a connection may
   * break between a stream's headers and the stream.
   */
  synchronized boolean unclosed() {
    return arrived && said == null;
  }

  private boolean cut() {
    return connection != null && connection.isBroken();
  }

  /** To be asked once it is settled, or at rest. */
  synchronized Fate fate() {
    if (heard == null) {
      return Fate.UNACCOUNTED;
    }
    if (!arrived) {
      return answered
          ? Fate.UNACCOUNTED
          : !written ? Fate.NEVER_WRITTEN : cut() ? Fate.LOST : Fate.UNACCOUNTED;
    }
    if (said == null) {
      return cut() && !answered ? Fate.BROKEN : Fate.UNACCOUNTED;
    }
    if (answered && heard == said) {
      return heard == Status.Code.OK ? Fate.ANSWERED : Fate.FAILED;
    }
    if (answered && said == Status.Code.DEADLINE_EXCEEDED) {
      return Fate.OUTRUN;
    }
    return switch (heard) {
      case CANCELLED, DEADLINE_EXCEEDED ->
          said == Status.Code.CANCELLED || said == Status.Code.DEADLINE_EXCEEDED
              ? Fate.TAKEN_BACK
              : Fate.CROSSED;
      case UNAVAILABLE -> cut() && !answered ? Fate.BROKEN : Fate.UNACCOUNTED;
      case OK,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          Fate.UNACCOUNTED;
    };
  }

  @Override
  public synchronized String toString() {
    return "caller heard %s%s, server said %s (%s%s%s)"
        .formatted(
            heard,
            answered ? " from the server" : "",
            said,
            written ? "written" : "not written",
            arrived ? ", arrived" : "",
            cut() ? ", connection broke" : "");
  }
}
