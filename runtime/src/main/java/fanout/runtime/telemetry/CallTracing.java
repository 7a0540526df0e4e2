package fanout.runtime.telemetry;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;

/**
 * One SERVER span for each handled call, under the attempt that sent it. Health, reflection and
 * channelz leave none. {@link CurrentSpan} makes it current for the handler.
 */
final class CallTracing extends ServerStreamTracer.Factory {
  private static final ServerStreamTracer NONE = new ServerStreamTracer() {};

  private final Tracer tracer;
  private final TextMapPropagator propagator;

  CallTracing(OpenTelemetry openTelemetry) {
    this.tracer = openTelemetry.getTracer(Telemetry.SCOPE);
    this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    if (RpcAttributes.isInfrastructure(method)) {
      return NONE;
    }
    Context parent = propagator.extract(Context.root(), headers, MetadataText.INSTANCE);
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAllAttributes(RpcAttributes.of(method))
            .startSpan();
    return new CallSpan(span, parent.with(span));
  }
}
