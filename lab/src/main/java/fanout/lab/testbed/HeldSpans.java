package fanout.lab.testbed;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Spans that leave when they are asked for, or fill a batch. A flush has sent, when it is done,
 * every span that had ended when it began: the SDK's {@code BatchSpanProcessor} takes a flush for
 * the one before it until that one is forgotten, which is a while after it was done, and what has
 * ended since stays behind. Thread-safe.
 */
final class HeldSpans implements SpanProcessor {
  private static final int BATCH = 512;

  private final SpanExporter exporter;
  private final ReentrantLock lock = new ReentrantLock();
  private List<SpanData> ended = new ArrayList<>();
  private CompletableResultCode sent = CompletableResultCode.ofSuccess();

  /**
   * @param exporter gets the spans, and is closed with this
   */
  HeldSpans(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    SpanData data = span.toSpanData();
    lock.lock();
    try {
      ended.add(data);
      if (ended.size() == BATCH) {
        send();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode forceFlush() {
    lock.lock();
    try {
      if (!ended.isEmpty()) {
        send();
      }
      return sent;
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    CompletableResultCode batch = exporter.export(ended);
    // Spans that another flush has taken may be on their way still.
    sent = sent.isDone() ? batch : CompletableResultCode.ofAll(List.of(sent, batch));
    ended = new ArrayList<>();
  }

  @Override
  public CompletableResultCode shutdown() {
    CompletableResultCode down = new CompletableResultCode();
    forceFlush()
        .whenComplete(
            () -> {
              CompletableResultCode closed = exporter.shutdown();
              closed.whenComplete(
                  () -> {
                    if (closed.isSuccess()) {
                      down.succeed();
                    } else {
                      down.fail();
                    }
                  });
            });
    return down;
  }
}
