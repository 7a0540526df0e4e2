package fanout.aggregator;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told otherwise. Thread-safe. */
public final class FakeTicker extends Deadline.Ticker {
  /** An odd epoch that overflows soon: only differences of ticks mean anything. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 12_345);

  @Override
  public long nanoTime() {
    return now.get();
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
