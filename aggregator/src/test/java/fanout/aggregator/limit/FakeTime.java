package fanout.aggregator.limit;

import fanout.aggregator.budget.Timer;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until it is told otherwise, and a timer that goes by it. */
final class FakeTime extends Deadline.Ticker implements Timer {
  private record Due(long at, Runnable task, Future<Void> handle) {}

  private final List<Due> due = new ArrayList<>();

  /** An odd epoch that overflows soon: only differences of ticks mean anything. */
  private long now = Long.MAX_VALUE - 12_345;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Future<?> after(Duration delay, Runnable task) {
    Future<Void> handle = new CompletableFuture<>();
    due.add(new Due(now + delay.toNanos(), task, handle));
    return handle;
  }

  Deadline in(Duration time) {
    return Deadline.after(time.toNanos(), TimeUnit.NANOSECONDS, this);
  }

  /** Lets time pass and what falls due happen, in order. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    for (Due next = next(end); next != null; next = next(end)) {
      due.remove(next);
      now = next.at;
      next.task.run();
    }
    now = end;
  }

  /** Timers that are set and not cancelled. */
  int pending() {
    due.removeIf(task -> task.handle.isCancelled());
    return due.size();
  }

  private @Nullable Due next(long end) {
    due.removeIf(task -> task.handle.isCancelled());
    return due.stream()
        .filter(task -> task.at - end <= 0)
        .min(Comparator.comparingLong(task -> task.at - now))
        .orElse(null);
  }
}
