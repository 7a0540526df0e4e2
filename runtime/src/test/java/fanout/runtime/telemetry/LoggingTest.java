package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import fanout.runtime.spec.SpecException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private final LoggerContext logging = new LoggerContext();

  /** One event as the processes' own configuration writes it. */
  private String line(String message) throws Exception {
    URL configuration = Objects.requireNonNull(getClass().getResource("/logback.xml"));
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(logging);
    configurator.doConfigure(configuration);
    var root = logging.getLogger("ROOT");
    var appender = (ConsoleAppender<?>) root.getAppender("STDERR");
    assertThat(appender.getTarget()).isEqualTo("System.err");
    var encoder = (PatternLayoutEncoder) appender.getEncoder();
    var event = new LoggingEvent("", root, Level.INFO, message, null, new Object[0]);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void aLineCarriesTheIdsOfTheCurrentSpan() throws Exception {
    try (Recorded recorded = new Recorded()) {
      Span span = recorded.tracer().spanBuilder("x").startSpan();
      try (Scope ignored = span.makeCurrent()) {
        assertThat(line("hello"))
            .endsWith(
                "hello trace_id=%s span_id=%s%n"
                    .formatted(
                        span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId()));
      }
    }
  }

  @Test
  void aLineOutsideAnySpanCarriesNone() throws Exception {
    assertThat(line("hello")).contains("INFO").contains("hello").doesNotContain("trace_id");
  }

  @Test
  void aLevelThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> Logging.start(Map.of(Logging.LEVEL, "verbose")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("FANOUT_LOG_LEVEL: 'verbose'")
        .hasMessageContaining("DEBUG");
  }
}
