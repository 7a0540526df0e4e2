package fanout.runtime.telemetry;

import io.grpc.Status;

/** One attempt, from the moment gRPC decides on it until its stream is closed. */
class MeasuredAttempt extends ObservedAttempt {
  private final MeasuredCall call;
  private final long started = System.nanoTime();

  MeasuredAttempt(MeasuredCall call) {
    super(call.caller());
    this.call = call;
  }

  @Override
  final void closed(Status closed, boolean answered) {
    Status status = call.end(closed, answered);
    call.measure(started, status, answered);
    ended(status, answered);
  }

  /**
   * The attempt is over.
   *
   * @param status what ended it, which may be another than gRPC's
   * @param answered whether the status came from the server
   */
  void ended(Status status, boolean answered) {}
}
