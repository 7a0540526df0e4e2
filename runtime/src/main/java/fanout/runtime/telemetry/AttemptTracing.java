package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures every attempt, sampled or not, and makes one CLIENT span for each: retries and hedges
 * are siblings, numbered by {@code fanout.attempt}, under the span that was current where the call
 * was made. A call that ends before gRPC has made any attempt (its name is still being resolved)
 * leaves one span without a number. Calls of one {@link AttemptSeries} are numbered through. Below
 * a span of this process that the sampler did not want there are none, only its context is handed
 * on.
 */
final class AttemptTracing implements ClientInterceptor {
  private final Tracer tracer;
  private final Propagation propagation;
  private final RpcMetrics metrics;

  /** By authority and method: a key of both would be made for each call. */
  private final Map<String, Map<String, Attributes>> targets = new ConcurrentHashMap<>();

  AttemptTracing(OpenTelemetry openTelemetry, RpcMetrics metrics) {
    this.metrics = metrics;
    this.tracer = openTelemetry.getTracer(Telemetry.SCOPE);
    this.propagation = new Propagation(openTelemetry);
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    String name = method.getFullMethodName();
    if (RpcAttributes.isInfrastructure(name)) {
      return next.newCall(method, options);
    }
    Context parent = Context.current();
    if (Telemetry.isUnwanted(parent)) {
      MeasuredCall call = new MeasuredCall(metrics, name, options);
      return handingOn(parent, next.newCall(method, options.withStreamTracerFactory(call)));
    }
    String authority = options.getAuthority() == null ? next.authority() : options.getAuthority();
    TracedCall call =
        new TracedCall(
            metrics, tracer, propagation, name, target(name, authority), parent, options);
    return call.watch(next.newCall(method, options.withStreamTracerFactory(call)));
  }

  private Attributes target(String method, @Nullable String authority) {
    if (authority == null) {
      return RpcAttributes.of(method);
    }
    Map<String, Attributes> methods = targets.get(authority);
    if (methods == null) {
      methods = targets.computeIfAbsent(authority, added -> new ConcurrentHashMap<>());
    }
    Attributes target = methods.get(method);
    return target == null
        ? methods.computeIfAbsent(method, name -> RpcAttributes.of(name, authority))
        : target;
  }

  private <Q, R> ClientCall<Q, R> handingOn(Context context, ClientCall<Q, R> call) {
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        propagation.inject(context, headers);
        super.start(listener, headers);
      }
    };
  }
}
