package fanout.runtime.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that spans are being lost, once a minute at most: a collector that is away for a night must
 * not fill a disk. Thread-safe.
 */
final class WatchedExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedExporter.class);
  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  private final SpanExporter exporter;
  private final LongSupplier nanoTime;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong speakAt;

  WatchedExporter(SpanExporter exporter, LongSupplier nanoTime) {
    this.exporter = exporter;
    this.nanoTime = nanoTime;
    this.speakAt = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    // The SDK clears and reuses the collection when the export is complete.
    int size = spans.size();
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(
        () -> {
          if (!result.isSuccess()) {
            report(size, result.getFailureThrowable());
          }
        });
    return result;
  }

  private void report(int spans, Throwable cause) {
    long total = lost.addAndGet(spans);
    long now = nanoTime.getAsLong();
    long due = speakAt.get();
    if (now - due >= 0 && speakAt.compareAndSet(due, now + SILENCE)) {
      LOG.warn("{} spans lost so far: {} does not take them ({})", total, exporter, cause);
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public String toString() {
    return exporter.toString();
  }
}
