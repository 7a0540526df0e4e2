package fanout.runtime.telemetry;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/** Makes the span of the call current in every callback of its handler. */
final class CurrentSpan implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Context context = Contexts.CALL.get();
    if (context == null) {
      return next.startCall(call, headers);
    }
    try (Scope ignored = context.makeCurrent()) {
      return new Callbacks<>(context, next.startCall(call, headers));
    }
  }

  private static final class Callbacks<Q> extends ForwardingServerCallListener<Q> {
    private final Context context;
    private final ServerCall.Listener<Q> handler;

    Callbacks(Context context, ServerCall.Listener<Q> handler) {
      this.context = context;
      this.handler = handler;
    }

    @Override
    protected ServerCall.Listener<Q> delegate() {
      return handler;
    }

    @Override
    public void onMessage(Q message) {
      try (Scope ignored = context.makeCurrent()) {
        handler.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      try (Scope ignored = context.makeCurrent()) {
        handler.onHalfClose();
      }
    }

    @Override
    public void onReady() {
      try (Scope ignored = context.makeCurrent()) {
        handler.onReady();
      }
    }

    @Override
    public void onCancel() {
      try (Scope ignored = context.makeCurrent()) {
        handler.onCancel();
      }
    }

    @Override
    public void onComplete() {
      try (Scope ignored = context.makeCurrent()) {
        handler.onComplete();
      }
    }
  }
}
