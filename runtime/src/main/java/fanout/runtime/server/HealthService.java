package fanout.runtime.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

/** {@code grpc.health.v1}, whose watches end when draining begins. Thread-safe. */
final class HealthService {
  private final HealthStatusManager statuses = new HealthStatusManager();
  private volatile boolean draining;

  HealthService() {
    set(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, false);
  }

  void set(String service, boolean serving) {
    statuses.setStatus(service, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** Every service is NOT_SERVING from here on, whatever {@link #set} says. */
  void drain() {
    draining = true;
    statuses.enterTerminalState();
  }

  ServerServiceDefinition definition() {
    return ServerInterceptors.intercept(statuses.getHealthService(), new EndWatches());
  }

  /**
   * A watch never ends by itself, so that one of them would hold up every drain to its limit. It is
   * closed right behind the NOT_SERVING that the terminal state sends, on the same thread and under
   * the lock that the health service sends under: a call may not be used by two threads at once.
   */
  private final class EndWatches implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
        return next.startCall(call, headers);
      }
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(A message) {
              super.sendMessage(message);
              if (draining) {
                super.close(Status.UNAVAILABLE.withDescription("shutting down"), new Metadata());
              }
            }
          },
          headers);
    }
  }
}
