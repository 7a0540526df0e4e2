package fanout.aggregator.attempt;

import com.google.common.util.concurrent.ListenableFutureTask;
import fanout.aggregator.budget.Timer;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** A clock and a timer that move only when told to. */
final class FakeTime extends Deadline.Ticker implements Timer {
  private record Task(long due, ListenableFutureTask<?> work) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // soon past the end of the number line

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Future<?> after(Duration delay, Runnable task) {
    ListenableFutureTask<?> work = ListenableFutureTask.create(task, null);
    tasks.add(new Task(now + delay.toNanos(), work));
    return work;
  }

  /** Moves on, and runs what is due in the order in which it is due. */
  void advance(Duration by) {
    long end = now + by.toNanos();
    for (Optional<Task> next = next(end); next.isPresent(); next = next(end)) {
      tasks.remove(next.get());
      now = next.get().due;
      next.get().work.run();
    }
    now = end;
  }

  private Optional<Task> next(long end) {
    tasks.removeIf(task -> task.work.isCancelled());
    return tasks.stream()
        .filter(task -> task.due - end <= 0)
        .min(Comparator.comparingLong(task -> task.due - end));
  }

  /** What is pending. */
  int pending() {
    tasks.removeIf(task -> task.work.isCancelled());
    return tasks.size();
  }
}
