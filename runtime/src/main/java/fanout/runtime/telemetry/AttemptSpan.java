package fanout.runtime.telemetry;

import static io.opentelemetry.semconv.NetworkAttributes.NETWORK_PEER_ADDRESS;
import static io.opentelemetry.semconv.NetworkAttributes.NETWORK_PEER_PORT;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.ErrorAttributes;

/**
 * The CLIENT span of one attempt, from the moment gRPC decides on it until its stream is closed.
 *
 * <p>Every status other than OK is an error, with one exception: an attempt that this side called
 * off (the loser of a hedge, a section no longer needed, a caller that left) ended as it was meant
 * to. It carries {@code fanout.cancelled=true} and an event with the reason, and no error status,
 * so that a partial success is not painted red. A passed deadline and a CANCELLED that the server
 * sent are errors.
 */
final class AttemptSpan extends MeasuredAttempt {
  private static final AttributeKey<String> DELAY = AttributeKey.stringKey("fanout.delay");

  private final Span span;
  private final Context context;
  private final Propagation propagation;

  AttemptSpan(TracedCall call, Span span, Context context, Propagation propagation) {
    super(call);
    this.span = span;
    this.context = context;
    this.propagation = propagation;
  }

  /** Each attempt has headers of its own, so that the server's span hangs under this attempt. */
  @Override
  void connected(io.grpc.Attributes transport, Metadata headers) {
    propagation.inject(context, headers);
    if (span.isRecording()) {
      Endpoints.set(
          span,
          NETWORK_PEER_ADDRESS,
          NETWORK_PEER_PORT,
          transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }
  }

  @Override
  public void recordAttemptDelayStart(String type, String reason) {
    span.addEvent("waiting", Attributes.of(DELAY, type, RpcAttributes.REASON, reason));
  }

  @Override
  public void recordAttemptDelayEnd() {
    span.addEvent("waited");
  }

  @Override
  void ended(Status status, boolean answered) {
    end(span, status, answered);
  }

  /**
   * Ends a client's span.
   *
   * @param answered whether the status came from the server
   */
  static void end(Span span, Status status, boolean answered) {
    if (span.isRecording()) {
      String code = status.getCode().name();
      span.setAttribute(RpcAttributes.STATUS, code);
      if (status.getCode() == Status.Code.CANCELLED && !answered) {
        span.setAttribute(RpcAttributes.CANCELLED, true);
        span.addEvent(
            "cancelled", Attributes.of(RpcAttributes.REASON, RpcAttributes.reason(status)));
      } else if (!status.isOk()) {
        span.setAttribute(ErrorAttributes.ERROR_TYPE, code);
        span.setStatus(StatusCode.ERROR, RpcAttributes.reason(status));
      }
    }
    span.end();
  }
}
