package fanout.benchmarks.limit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import fanout.aggregator.budget.Timer;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Simulated time: what is due next happens next, and equal times in the order of scheduling. */
final class Clock extends Deadline.Ticker implements Timer {
  private record Event(long at, long number, Runnable task, Future<Void> handle) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) -> a.at == b.at ? Long.compare(a.number, b.number) : Long.compare(a.at, b.at));
  private long now;
  private long scheduled;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Future<?> after(Duration delay, Runnable task) {
    return at(now + delay.toNanos(), task);
  }

  @CanIgnoreReturnValue
  Future<?> at(long nanos, Runnable task) {
    Future<Void> handle = new CompletableFuture<>();
    events.add(new Event(nanos, scheduled++, task, handle));
    return handle;
  }

  /** Runs until nothing is due any more. */
  void run() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      if (!event.handle.isCancelled()) {
        now = event.at;
        event.task.run();
      }
    }
  }
}
