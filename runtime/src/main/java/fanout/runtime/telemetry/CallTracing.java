package fanout.runtime.telemetry;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * One SERVER span for each handled call, under the attempt that sent it. Health, reflection and
 * channelz leave none. {@link CurrentSpan} makes it current for the handler.
 */
final class CallTracing extends ServerStreamTracer.Factory {
  private static final ServerStreamTracer NONE = new ServerStreamTracer() {};

  private final Tracer tracer;
  private final Propagation propagation;

  CallTracing(OpenTelemetry openTelemetry) {
    this.tracer = openTelemetry.getTracer(Telemetry.SCOPE);
    this.propagation = new Propagation(openTelemetry);
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    if (RpcAttributes.isInfrastructure(method)) {
      return NONE;
    }
    Context parent = propagation.extract(headers);
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(RpcAttributes.SYSTEM, RpcAttributes.GRPC)
            .setAttribute(RpcAttributes.METHOD, method)
            .startSpan();
    return new CallSpan(method, span, parent.with(span));
  }
}
