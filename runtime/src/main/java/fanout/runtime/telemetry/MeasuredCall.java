package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One call, whose every attempt is told to its {@link ObservedCall} and measured. It knows what
 * ended an attempt: on a channel with retries gRPC closes one whose call has ended with CANCELLED
 * and "Stream thrown away because RetriableStream committed", whether a sibling won, the caller
 * cancelled or the deadline passed.
 *
 * <p>It does all that there is to do about the attempts of a call, those of {@link TracedCall}
 * included, because each further factory of stream tracers copies the options of the call.
 */
class MeasuredCall extends ClientStreamTracer.Factory {
  private final RpcMetrics metrics;
  private final AttemptLabels labels;
  private final @Nullable ObservedCall caller;
  private final Context context;
  private final @Nullable Deadline deadline;
  private volatile @Nullable String cancelled;

  /** To be made where the call is made: the deadline may come from the current context. */
  MeasuredCall(RpcMetrics metrics, String method, CallOptions options) {
    this.metrics = metrics;
    this.caller = options.getOption(ObservedCall.KEY);
    this.labels = metrics.attemptLabels(method, caller == null ? CallLabels.NONE : caller.labels());
    this.context = Context.current();
    this.deadline = earlier(options.getDeadline(), context.getDeadline());
  }

  private static @Nullable Deadline earlier(@Nullable Deadline a, @Nullable Deadline b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.minimum(b);
  }

  @Override
  public final ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    if (caller != null) {
      caller.attempted();
    }
    return attempt(info);
  }

  final @Nullable ObservedCall caller() {
    return caller;
  }

  /** Begins an attempt. */
  MeasuredAttempt attempt(ClientStreamTracer.StreamInfo info) {
    return new MeasuredAttempt(this);
  }

  /** The caller has called {@code cancel}. */
  final void cancelled(@Nullable String message, @Nullable Throwable cause) {
    cancelled = message != null ? message : String.valueOf(cause);
  }

  final void measure(long started, Status end, boolean answered) {
    metrics.attemptDuration.record(RpcMetrics.secondsSince(started), labels.of(end, answered));
  }

  /**
   * The status of an attempt whose stream was closed with {@code closed}.
   *
   * @param answered whether the status came from the server
   */
  final Status end(Status closed, boolean answered) {
    if (closed.getCode() != Status.Code.CANCELLED || answered) {
      return closed;
    }
    if (deadline != null && deadline.isExpired()) {
      return Status.DEADLINE_EXCEEDED.withDescription("deadline passed before the answer");
    }
    if (cancelled != null) {
      return Status.CANCELLED.withDescription(cancelled);
    }
    return context.isCancelled()
        ? Status.CANCELLED.withDescription("the caller's context was cancelled")
        : closed;
  }
}
