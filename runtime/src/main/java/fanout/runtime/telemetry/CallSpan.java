package fanout.runtime.telemetry;

import static io.opentelemetry.semconv.ClientAttributes.CLIENT_ADDRESS;
import static io.opentelemetry.semconv.ClientAttributes.CLIENT_PORT;
import static io.opentelemetry.semconv.NetworkAttributes.NETWORK_PEER_ADDRESS;
import static io.opentelemetry.semconv.NetworkAttributes.NETWORK_PEER_PORT;
import static io.opentelemetry.semconv.ServerAttributes.SERVER_ADDRESS;
import static io.opentelemetry.semconv.ServerAttributes.SERVER_PORT;

import io.grpc.Grpc;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.semconv.ErrorAttributes;
import java.net.SocketAddress;

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
 *
 * <p>Of a method that the server does not have, it is named {@code _OTHER}: names that callers make
 * up must not become operations.
 */
final class CallSpan extends ServerStreamTracer {
  private final String method;
  private final Span span;
  private final Context context;
  private volatile boolean found;

  CallSpan(String method, Span span, Context context) {
    this.method = method;
    this.span = span;
    this.context = context;
  }

  @Override
  public io.grpc.Context filterContext(io.grpc.Context grpc) {
    return grpc.withValue(Contexts.CALL, context);
  }

  @Override
  public void serverCallStarted(ServerCallInfo<?, ?> call) {
    found = true;
    if (span.isRecording()) {
      SocketAddress local = call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
      SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      // Not the authority: the caller writes that as it likes.
      Endpoints.set(span, SERVER_ADDRESS, SERVER_PORT, local);
      Endpoints.set(span, CLIENT_ADDRESS, CLIENT_PORT, remote);
      Endpoints.set(span, NETWORK_PEER_ADDRESS, NETWORK_PEER_PORT, remote);
    }
  }

  @Override
  public void streamClosed(Status status) {
    if (span.isRecording()) {
      span.setAttribute(RpcAttributes.STATUS, status.getCode().name());
      mark(status);
      // Not found is not enough: the stream may have been closed before anybody looked.
      if (!found && status.getCode() == Status.Code.UNIMPLEMENTED) {
        nameOther();
      }
    }
    span.end();
  }

  private void nameOther() {
    span.updateName(RpcAttributes.OTHER);
    span.setAttribute(RpcAttributes.METHOD, RpcAttributes.OTHER);
    span.setAttribute(RpcAttributes.METHOD_ORIGINAL, method);
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
