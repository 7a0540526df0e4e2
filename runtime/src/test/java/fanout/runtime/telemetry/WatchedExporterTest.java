package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchedExporterTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(WatchedExporter.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
  private final Refusing refusing = new Refusing();
  private final WatchedExporter exporter = new WatchedExporter(refusing, nanoTime::get);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
  }

  private void lose(int spans) {
    exporter.export(Collections.nCopies(spans, span()));
  }

  private static SpanData span() {
    return TestSpanData.builder()
        .setName("x")
        .setKind(SpanKind.INTERNAL)
        .setStartEpochNanos(1)
        .setEndEpochNanos(2)
        .setStatus(StatusData.unset())
        .setHasEnded(true)
        .build();
  }

  @Test
  void aLossIsReportedAtOnceAndThenOnceAMinuteWithTheTotal() {
    lose(1);
    lose(2);
    nanoTime.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    lose(4);
    assertThat(messages())
        .containsExactly(
            "1 spans lost so far: a collector does not take them (java.lang.IllegalStateException:"
                + " connection refused)");

    nanoTime.addAndGet(1);
    lose(8);
    lose(16);
    assertThat(messages()).hasSize(2);
    assertThat(messages().getLast()).startsWith("15 spans lost so far");
  }

  @Test
  void anExportThatSucceedsSaysNothing() {
    refusing.refuse = false;
    lose(1);
    assertThat(log.list).isEmpty();
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static final class Refusing implements SpanExporter {
    boolean refuse = true;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return refuse
          ? CompletableResultCode.ofExceptionalFailure(
              new IllegalStateException("connection refused"))
          : CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public String toString() {
      return "a collector";
    }
  }
}
