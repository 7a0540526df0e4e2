package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Measures every attempt, sampled or not. */
final class AttemptMetrics implements ClientInterceptor {
  private final RpcMetrics metrics;
  private final Map<String, ClientStreamTracer.Factory> methods = new ConcurrentHashMap<>();

  AttemptMetrics(RpcMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    String name = method.getFullMethodName();
    if (RpcAttributes.isInfrastructure(name)) {
      return next.newCall(method, options);
    }
    return next.newCall(
        method, options.withStreamTracerFactory(methods.computeIfAbsent(name, this::measured)));
  }

  private ClientStreamTracer.Factory measured(String method) {
    RpcMetrics.Labels labels = metrics.labels(method);
    return new ClientStreamTracer.Factory() {
      @Override
      public ClientStreamTracer newClientStreamTracer(
          ClientStreamTracer.StreamInfo info, Metadata headers) {
        long started = System.nanoTime();
        return new ClientStreamTracer() {
          @Override
          public void streamClosed(Status status) {
            metrics.attemptDuration.record(RpcMetrics.secondsSince(started), labels.code(status));
          }
        };
      }
    };
  }
}
