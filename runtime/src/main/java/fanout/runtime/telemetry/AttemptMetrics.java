package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/** Measures every attempt where nothing is traced. */
final class AttemptMetrics implements ClientInterceptor {
  private final RpcMetrics metrics;

  AttemptMetrics(RpcMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    String name = method.getFullMethodName();
    return next.newCall(
        method,
        RpcAttributes.isInfrastructure(name)
            ? options
            : options.withStreamTracerFactory(new MeasuredCall(metrics, name, options)));
  }
}
