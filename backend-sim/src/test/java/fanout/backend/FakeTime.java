package fanout.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when told to; it starts shortly before {@code nanoTime} wraps around. */
public final class FakeTime implements TimeSource {
  private static final Instant EPOCH = Instant.parse("2031-05-06T07:08:09Z");
  private static final long ORIGIN = Long.MAX_VALUE - 5_000_000_000L;

  private final AtomicLong elapsed = new AtomicLong();

  @Override
  public long nanoTime() {
    return ORIGIN + elapsed.get();
  }

  @Override
  public Instant now() {
    return EPOCH.plusNanos(elapsed.get());
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    elapsed.addAndGet(time.toNanos());
  }
}
