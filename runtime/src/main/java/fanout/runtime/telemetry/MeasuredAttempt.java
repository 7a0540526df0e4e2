package fanout.runtime.telemetry;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

/** One attempt, from the moment gRPC decides on it until its stream is closed. */
class MeasuredAttempt extends ClientStreamTracer {
  private final MeasuredCall call;
  private final long started = System.nanoTime();
  private volatile boolean answered;

  MeasuredAttempt(MeasuredCall call) {
    this.call = call;
  }

  @Override
  public final void inboundTrailers(Metadata trailers) {
    answered = true;
  }

  @Override
  public final void streamClosed(Status closed) {
    boolean byServer = answered;
    Status status = call.end(closed, byServer);
    call.measure(started, status, byServer);
    ended(status, byServer);
  }

  /**
   * The attempt is over.
   *
   * @param answered whether the status came from the server
   */
  void ended(Status status, boolean answered) {}
}
