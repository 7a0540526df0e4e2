package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** One call that is measured, and leaves a span for each of its attempts. */
final class TracedCall extends MeasuredCall {
  /** An AtomicInteger for each call would be one object more. */
  private static final AtomicIntegerFieldUpdater<TracedCall> ATTEMPTS =
      AtomicIntegerFieldUpdater.newUpdater(TracedCall.class, "attempts");

  private final Tracer tracer;
  private final Propagation propagation;
  private final String method;
  private final Attributes target;
  private final Context parent;
  private final @Nullable AttemptSeries series;
  private volatile int attempts;

  /**
   * A call that has not been made yet.
   *
   * @param target what is known of every attempt before it is made
   * @param parent the context in which the call is made
   */
  TracedCall(
      RpcMetrics metrics,
      Tracer tracer,
      Propagation propagation,
      String method,
      Attributes target,
      Context parent,
      CallOptions options) {
    super(metrics, method, options);
    this.tracer = tracer;
    this.propagation = propagation;
    this.method = method;
    this.target = target;
    this.parent = parent;
    this.series = options.getOption(AttemptSeries.KEY);
  }

  @Override
  MeasuredAttempt attempt(ClientStreamTracer.StreamInfo info) {
    int own = ATTEMPTS.incrementAndGet(this);
    SpanBuilder builder =
        span().setAttribute(RpcAttributes.ATTEMPT, (long) (series == null ? own : series.next()));
    if (info.isHedging() || (series != null && series.hedge())) {
      builder.setAttribute(RpcAttributes.HEDGE, true);
    }
    if (info.isTransparentRetry() || (series != null && series.transparent())) {
      builder.setAttribute(RpcAttributes.TRANSPARENT, true);
    }
    Span span = builder.startSpan();
    return new AttemptSpan(this, span, parent.with(span), propagation);
  }

  private SpanBuilder span() {
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
                if (attempts == 0) {
                  leaveUnsent(status, started);
                }
                super.onClose(status, trailers);
              }
            },
            headers);
      }

      @Override
      public void cancel(@Nullable String message, @Nullable Throwable cause) {
        cancelled(message, cause);
        super.cancel(message, cause);
      }
    };
  }

  private void leaveUnsent(Status status, long started) {
    Instant start = Instant.now().minusNanos(System.nanoTime() - started);
    Span span = span().setStartTimestamp(start).startSpan();
    span.addEvent("never sent");
    AttemptSpan.end(span, end(status, false), false);
  }
}
