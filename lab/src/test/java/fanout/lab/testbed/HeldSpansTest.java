package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldSpansTest {
  private final SlowExporter exporter = new SlowExporter();
  private final SdkTracerProvider tracers =
      SdkTracerProvider.builder().addSpanProcessor(new HeldSpans(exporter)).build();

  /** Exports end when the test says so. */
  private static final class SlowExporter implements SpanExporter {
    private final List<List<String>> batches = new ArrayList<>();
    private final List<CompletableResultCode> results = new ArrayList<>();
    private boolean closed;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      batches.add(spans.stream().map(SpanData::getName).toList());
      CompletableResultCode result = new CompletableResultCode();
      results.add(result);
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      closed = true;
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void aFlushWhileAnotherOneRunsSendsWhatHasEndedSince() {
    end("first");
    CompletableResultCode first = tracers.forceFlush();
    end("second");
    CompletableResultCode second = tracers.forceFlush();
    assertThat(exporter.batches).containsExactly(List.of("first"), List.of("second"));

    exporter.results.get(1).succeed();
    assertThat(second.isDone()).as("what the first has taken is under way").isFalse();
    exporter.results.get(0).succeed();
    assertThat(first.isSuccess()).isTrue();
    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void aFlushIsNotDoneWhileAnotherOneHasItsSpans() {
    end("only");
    tracers.forceFlush();
    CompletableResultCode again = tracers.forceFlush();

    assertThat(again.isDone()).isFalse();
    exporter.results.getFirst().succeed();
    assertThat(again.isSuccess()).isTrue();
    assertThat(exporter.batches).hasSize(1);
  }

  @Test
  void anExportThatFailedIsNotHeldAgainstTheNext() {
    end("lost");
    CompletableResultCode lost = tracers.forceFlush();
    exporter.results.getFirst().fail();
    end("kept");
    CompletableResultCode kept = tracers.forceFlush();
    exporter.results.getLast().succeed();

    assertThat(lost.isSuccess()).isFalse();
    assertThat(kept.isSuccess()).isTrue();
  }

  @Test
  void aBatchLeavesByItself() {
    for (int i = 0; i < 1025; i++) {
      end("span");
    }
    assertThat(exporter.batches).extracting(List::size).containsExactly(512, 512);
  }

  @Test
  void theExporterIsClosedAfterTheLastSpan() {
    end("last");
    CompletableResultCode down = tracers.shutdown();

    assertThat(exporter.closed).isFalse();
    exporter.results.getFirst().succeed();
    assertThat(exporter.closed).isTrue();
    assertThat(down.isSuccess()).isTrue();
  }

  private void end(String name) {
    tracers.get("test").spanBuilder(name).startSpan().end();
  }
}
