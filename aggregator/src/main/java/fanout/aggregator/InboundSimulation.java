package fanout.aggregator;

import fanout.runtime.server.SimulationMetadata;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/** Keeps the behaviour that a caller aims at the backends, for the calls made under its request. */
final class InboundSimulation implements ServerInterceptor {
  private static final Context.Key<String> SIM = Context.key("fanout-sim");

  /** What came with the current request, or null. */
  static @Nullable String current() {
    return SIM.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String simulation = headers.get(SimulationMetadata.SIM);
    return simulation == null
        ? next.startCall(call, headers)
        : Contexts.interceptCall(Context.current().withValue(SIM, simulation), call, headers, next);
  }
}
