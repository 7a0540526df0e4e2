package fanout.lab.measure;

import io.grpc.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Takes samples from any number of threads at once; thread-safe. A sample costs a few additions and
 * no lock, whatever its size.
 */
public final class Recording {
  private final Map<Status.Code, Both> byCode = new ConcurrentHashMap<>();
  private final Both unfinished = new Both();
  private final ConcurrentHistogram lateness = histogram();
  private final LongAdder refused = new LongAdder();
  private final Map<Status.Code, String> firstMessages = new ConcurrentHashMap<>();

  private record Both(ConcurrentHistogram latency, ConcurrentHistogram serviceTime) {
    Both() {
      this(histogram(), histogram());
    }

    void add(Sample sample) {
      latency.recordValue(sample.latency());
      serviceTime.recordValue(sample.serviceTime());
    }

    Timings timings() {
      return new Timings(Distribution.of(latency), Distribution.of(serviceTime));
    }
  }

  private static ConcurrentHistogram histogram() {
    return new ConcurrentHistogram(Distribution.DIGITS);
  }

  /** A call has ended. */
  public void ended(Sample sample, Status status) {
    byCode.computeIfAbsent(status.getCode(), code -> new Both()).add(sample);
    lateness.recordValue(sample.lateness());
    if (!status.isOk() && status.getDescription() != null) {
      firstMessages.putIfAbsent(status.getCode(), status.getDescription());
    }
  }

  /** A call has not ended, and nobody awaits it any longer: {@code sample} ends now. */
  public void unfinished(Sample sample) {
    unfinished.add(sample);
    lateness.recordValue(sample.lateness());
  }

  /** A call was due and is not sent. */
  public void refused() {
    refused.increment();
  }

  /** Calls refused so far. */
  public long refusals() {
    return refused.sum();
  }

  /** What has been recorded; exact once the threads that record have stopped. */
  public Summary summary() {
    Map<Status.Code, Timings> codes = new EnumMap<>(Status.Code.class);
    byCode.forEach((code, both) -> codes.put(code, both.timings()));
    return new Summary(
        codes, unfinished.timings(), Distribution.of(lateness), refused.sum(), firstMessages);
  }
}
