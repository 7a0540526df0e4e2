package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What ended an attempt. gRPC closes an attempt whose call has ended with CANCELLED and "Stream
 * thrown away because RetriableStream committed", whether a sibling won, the caller cancelled or
 * the deadline passed; the call knows which.
 */
final class CallEnd {
  private final Context context;
  private final @Nullable Deadline deadline;
  private volatile @Nullable String cancelled;

  /** To be made where the call is made: the deadline may come from the current context. */
  CallEnd(CallOptions options) {
    this.context = Context.current();
    this.deadline = earlier(options.getDeadline(), context.getDeadline());
  }

  private static @Nullable Deadline earlier(@Nullable Deadline a, @Nullable Deadline b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.minimum(b);
  }

  /** The caller has called {@code cancel}. */
  void cancelled(@Nullable String message, @Nullable Throwable cause) {
    cancelled = message != null ? message : String.valueOf(cause);
  }

  /**
   * The status of an attempt whose stream was closed with {@code closed}.
   *
   * @param answered whether the status came from the server
   */
  Status of(Status closed, boolean answered) {
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
