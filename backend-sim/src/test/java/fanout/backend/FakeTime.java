package fanout.backend;

import fanout.backend.pause.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when told to; it starts shortly before {@code nanoTime} wraps around. Waits
 * and sleeps end when it has passed, waits on the thread that lets it pass.
 */
public final class FakeTime implements TimeSource {
  private static final Instant EPOCH = Instant.parse("2031-05-06T07:08:09Z");
  private static final long ORIGIN = Long.MAX_VALUE - 5_000_000_000L;

  private final List<Pending> waits = new ArrayList<>();
  private long elapsed;
  private int sleepers;
  private boolean ended;

  /** Equal to itself alone: two calls may wait for the same moment. */
  private static final class Pending {
    final long end;
    final Runnable then;

    Pending(long end, Runnable then) {
      this.end = end;
      this.then = then;
    }
  }

  @Override
  public synchronized long nanoTime() {
    return ORIGIN + elapsed;
  }

  @Override
  public synchronized Instant now() {
    return EPOCH.plusNanos(elapsed);
  }

  /** Lets time pass, from the end of one wait to the end of the next. */
  public void pass(Duration time) {
    long until;
    synchronized (this) {
      until = elapsed + time.toNanos();
    }
    for (Runnable then = next(until); then != null; then = next(until)) {
      then.run();
    }
  }

  private synchronized @Nullable Runnable next(long until) {
    Pending first =
        waits.stream()
            .filter(wait -> wait.end <= until)
            .min(Comparator.comparingLong(wait -> wait.end))
            .orElse(null);
    elapsed = first == null ? until : first.end;
    notifyAll();
    waits.remove(first);
    return first == null ? null : first.then;
  }

  /** How many waits have not ended. */
  public synchronized int waits() {
    return waits.size();
  }

  /** How many threads sleep. */
  public synchronized int sleepers() {
    return sleepers;
  }

  @Override
  public synchronized void sleep(Duration time) throws InterruptedException {
    long end = elapsed + time.toNanos();
    sleepers++;
    try {
      while (elapsed < end) {
        wait();
      }
    } finally {
      sleepers--;
    }
  }

  @Override
  public Timer timer() {
    return new Timer() {
      @Override
      public Wait after(long nanos, Runnable then) {
        if (nanos <= 0) {
          then.run();
          return () -> false;
        }
        return start(nanos, then);
      }

      @Override
      public void close() {
        end();
      }
    };
  }

  private synchronized Timer.Wait start(long nanos, Runnable then) {
    if (ended) {
      throw new RejectedExecutionException("time has ended");
    }
    Pending wait = new Pending(elapsed + nanos, then);
    waits.add(wait);
    return () -> cancel(wait);
  }

  private synchronized boolean cancel(Pending wait) {
    return waits.remove(wait);
  }

  /** As after the close of a timer: no wait ends any more, and further ones are refused. */
  public synchronized void end() {
    ended = true;
    waits.clear();
  }
}
