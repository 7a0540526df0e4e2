package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One CLIENT span for each attempt of a call: retries and hedges are siblings, numbered by {@code
 * fanout.attempt}, under the span that was current where the call was made. A call that ends before
 * gRPC has made any attempt (its name is still being resolved) leaves one span without a number.
 * Calls of one {@link AttemptSeries} are numbered through. Below a span of this process that the
 * sampler did not want there are none, only its context is handed on.
 */
final class AttemptTracing implements ClientInterceptor {
  private final Tracer tracer;
  private final Propagation propagation;
  private final Map<Target, Attributes> targets = new ConcurrentHashMap<>();

  private record Target(String method, String authority) {
    Attributes attributes() {
      return RpcAttributes.of(method, authority);
    }
  }

  AttemptTracing(OpenTelemetry openTelemetry) {
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
      return handingOn(parent, next.newCall(method, options));
    }
    String authority = options.getAuthority() == null ? next.authority() : options.getAuthority();
    Attributes target = targets.computeIfAbsent(new Target(name, authority), Target::attributes);
    AttemptSeries series = options.getOption(AttemptSeries.KEY);
    TracedCall call =
        new TracedCall(
            name,
            target,
            parent,
            new CallEnd(options),
            series == null ? AttemptSeries.start() : series);
    return call.watch(next.newCall(method, options.withStreamTracerFactory(call)));
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

  /** One logical call; makes the spans of its attempts. */
  private final class TracedCall extends ClientStreamTracer.Factory {
    private final String method;
    private final Attributes target;
    private final Context parent;
    private final CallEnd end;
    private final AttemptSeries series;
    private volatile boolean attempted;

    TracedCall(
        String method, Attributes target, Context parent, CallEnd end, AttemptSeries series) {
      this.method = method;
      this.target = target;
      this.parent = parent;
      this.end = end;
      this.series = series;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      attempted = true;
      SpanBuilder builder = span().setAttribute(RpcAttributes.ATTEMPT, (long) series.next());
      if (info.isHedging() || series.hedge()) {
        builder.setAttribute(RpcAttributes.HEDGE, true);
      }
      if (info.isTransparentRetry()) {
        builder.setAttribute(RpcAttributes.TRANSPARENT, true);
      }
      Span span = builder.startSpan();
      return new AttemptSpan(span, parent.with(span), propagation, end);
    }

    SpanBuilder span() {
      return tracer
          .spanBuilder(method)
          .setParent(parent)
          .setSpanKind(SpanKind.CLIENT)
          .setAllAttributes(target);
    }

    /** Stream tracers are not told of a call that ends before its first stream. */
    <Q, R> ClientCall<Q, R> watch(ClientCall<Q, R> call) {
      return new SimpleForwardingClientCall<>(call) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          long started = System.nanoTime();
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                  if (!attempted) {
                    leaveUnsent(status, started);
                  }
                  super.onClose(status, trailers);
                }
              },
              headers);
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
          end.cancelled(message, cause);
          super.cancel(message, cause);
        }
      };
    }

    private void leaveUnsent(Status status, long started) {
      Instant start = Instant.now().minusNanos(System.nanoTime() - started);
      Span span = span().setStartTimestamp(start).startSpan();
      span.addEvent("never sent");
      AttemptSpan.end(span, end.of(status, false), false);
    }
  }
}
