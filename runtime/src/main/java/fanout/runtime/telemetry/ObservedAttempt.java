package fanout.runtime.telemetry;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, which tells whoever made its call when no server has seen it. No status says that: a
 * connection that is lost before the request and one that is lost after it end a call alike.
 */
class ObservedAttempt extends ClientStreamTracer {
  private final @Nullable ObservedCall caller;
  private volatile boolean connected;
  private volatile boolean written;
  private volatile boolean answered;

  ObservedAttempt(@Nullable ObservedCall caller) {
    this.caller = caller;
  }

  @Override
  public final void streamCreated(Attributes transport, Metadata headers) {
    connected = true;
    connected(transport, headers);
  }

  /** The attempt has a connection; its headers can still be changed. */
  void connected(Attributes transport, Metadata headers) {}

  /** gRPC tells so when the operating system has taken the headers. */
  @Override
  public final void outboundHeaders() {
    written = true;
  }

  @Override
  public final void inboundTrailers(Metadata trailers) {
    answered = true;
  }

  @Override
  public final void streamClosed(Status closed) {
    boolean byServer = answered;
    if (caller != null && connected && !byServer) {
      if (!written) {
        caller.unseen(Unseen.UNSENT);
      } else if (Unseen.refused(closed)) {
        caller.unseen(Unseen.REFUSED);
      }
    }
    closed(closed, byServer);
  }

  /**
   * The attempt is over.
   *
   * @param answered whether the status came from the server
   */
  void closed(Status closed, boolean answered) {}
}
