package fanout.aggregator.source;

import fanout.runtime.server.SimulationMetadata;
import fanout.runtime.telemetry.ObservedCall;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Names each call for the backends' random draws, and passes on the behaviour that the caller aims
 * at them.
 */
final class SimulationHeaders implements ClientInterceptor {
  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    ClientCall<Q, R> call = next.newCall(method, options);
    if (!(options.getOption(ObservedCall.KEY) instanceof BackendRequest request)) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        headers.put(SimulationMetadata.REQUEST_ID, request.callId());
        if (request.simulation() != null) {
          headers.put(SimulationMetadata.SIM, request.simulation());
        }
        super.start(listener, headers);
      }
    };
  }
}
