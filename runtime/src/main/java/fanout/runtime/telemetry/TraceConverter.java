package fanout.runtime.telemetry;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/**
 * Logback's {@code %trace}: {@code trace_id=… span_id=…} of the span that is current on the thread
 * that logs, or nothing. Reads no MDC, which does not follow a call across threads; must not be
 * used behind an asynchronous appender, which formats on another thread.
 */
public final class TraceConverter extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    SpanContext span = Span.fromContext(Contexts.openTelemetry()).getSpanContext();
    return span.isValid() ? "trace_id=" + span.getTraceId() + " span_id=" + span.getSpanId() : "";
  }
}
