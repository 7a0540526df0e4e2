package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Tells an {@link ObservedCall} of its attempts where nothing else is done about them. */
final class AttemptCounting implements ClientInterceptor {
  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    ObservedCall caller = options.getOption(ObservedCall.KEY);
    return next.newCall(
        method, caller == null ? options : options.withStreamTracerFactory(new Counted(caller)));
  }

  private static final class Counted extends ClientStreamTracer.Factory {
    private final ObservedCall caller;

    Counted(ObservedCall caller) {
      this.caller = caller;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      caller.attempted();
      return new ObservedAttempt(caller);
    }
  }
}
