package fanout.runtime.balance;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so, and the periodic tasks that go by it. */
final class FakeSchedule extends AbstractExecutorService implements ScheduledExecutorService {
  private final List<Periodic> tasks = new ArrayList<>();
  private long now;

  Ticker ticker() {
    return new Ticker() {
      @Override
      public long read() {
        return now;
      }
    };
  }

  void pass(Duration time) {
    long end = now + time.toNanos();
    for (var next = next(end); next.isPresent(); next = next(end)) {
      now = next.get().due;
      next.get().due += next.get().period;
      next.get().task.run();
    }
    now = end;
  }

  private Optional<Periodic> next(long end) {
    tasks.removeIf(CompletableFuture::isCancelled);
    return tasks.stream()
        .filter(task -> task.due <= end)
        .min(Comparator.comparingLong(task -> task.due));
  }

  private final class Periodic extends CompletableFuture<Object>
      implements ScheduledFuture<Object> {
    private final Runnable task;
    private final long period;
    private long due;

    Periodic(Runnable task, long due, long period) {
      this.task = task;
      this.due = due;
      this.period = period;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - now, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    Periodic periodic = new Periodic(task, now + unit.toNanos(initialDelay), unit.toNanos(delay));
    tasks.add(periodic);
    return periodic;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
