package fanout.aggregator.source;

import fanout.runtime.server.SimulationMetadata;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Names each call for the backends' random draws, passes on the behaviour that the caller aims at
 * them, and has its attempts counted.
 */
final class SimulationHeaders implements ClientInterceptor {
  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    BackendRequest request = options.getOption(BackendRequest.KEY);
    if (request == null) {
      return next.newCall(method, options);
    }
    CallOptions counted = request.attempts().countedBy(options);
    return new SimpleForwardingClientCall<>(next.newCall(method, counted)) {
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
