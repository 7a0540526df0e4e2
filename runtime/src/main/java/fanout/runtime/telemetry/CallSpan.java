package fanout.runtime.telemetry;

import static io.opentelemetry.semconv.ClientAttributes.CLIENT_ADDRESS;
import static io.opentelemetry.semconv.ClientAttributes.CLIENT_PORT;

import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.ErrorAttributes;

/**
 * The SERVER span of one call, from its headers until its stream is closed: the trailers have been
 * written, or the caller has cancelled.
 *
 * <p>A cancelled call's span ends at the cancel even if the handler does not stop, since nobody
 * knows when such a handler ends. Work done after the cancel is shown by a span of its own: a child
 * may outlive its parent, and drawn below it shows just how much was wasted.
 *
 * <p>A caller whose deadline passes resets the stream at about the moment the server's own timer
 * fires; the span says CANCELLED or DEADLINE_EXCEEDED, whichever came first.
 */
final class CallSpan extends ServerStreamTracer {
  private final Span span;
  private final Context context;

  CallSpan(Span span, Context context) {
    this.span = span;
    this.context = context;
  }

  @Override
  public io.grpc.Context filterContext(io.grpc.Context grpc) {
    return grpc.withValue(Contexts.CALL, context);
  }

  @Override
  public void serverCallStarted(ServerCallInfo<?, ?> call) {
    if (span.isRecording()) {
      span.setAllAttributes(
          RpcAttributes.of(call.getMethodDescriptor().getFullMethodName(), call.getAuthority()));
      RpcAttributes.peer(span, call.getAttributes());
      RpcAttributes.address(span, CLIENT_ADDRESS, CLIENT_PORT, call.getAttributes());
    }
  }

  @Override
  public void streamClosed(Status status) {
    if (span.isRecording()) {
      span.setAttribute(RpcAttributes.STATUS, status.getCode().name());
      mark(status);
    }
    span.end();
  }

  /** The conventions count as a server's errors those codes that say the server is at fault. */
  private void mark(Status status) {
    switch (status.getCode()) {
      case CANCELLED -> {
        span.setAttribute(RpcAttributes.CANCELLED, true);
        span.addEvent(
            "cancelled", Attributes.of(RpcAttributes.REASON, RpcAttributes.reason(status)));
      }
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> {
        span.setAttribute(ErrorAttributes.ERROR_TYPE, status.getCode().name());
        span.setStatus(StatusCode.ERROR, RpcAttributes.reason(status));
      }
      case OK,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNAUTHENTICATED -> {}
    }
  }
}
