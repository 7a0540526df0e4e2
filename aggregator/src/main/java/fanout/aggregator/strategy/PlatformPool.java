package fanout.aggregator.strategy;

import com.google.common.util.concurrent.Futures;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Blocking stubs on a bounded pool that all requests share. By Little's law it carries at most
 * threads / latency calls a second; beyond that they queue, and beyond the queue they are refused.
 *
 * @param threads size of the pool
 * @param queue how many calls may wait for a thread
 */
@Spec.Name(
    value = "platform-pool",
    doc = "blocking stubs on a bounded pool that all requests share")
public record PlatformPool(@Spec.Default("16") int threads, @Spec.Default("1024") int queue)
    implements FanOutStrategy {
  public PlatformPool {
    SpecException.require(threads >= 1 && threads <= 4096, "threads", threads, "1 to 4096");
    SpecException.require(queue >= 1 && queue <= 1_000_000, "queue", queue, "1 to 1000000");
  }

  @Override
  public void fly(Flight flight) {
    ThreadPoolExecutor pool = flight.pool(threads, queue);
    List<FutureTask<?>> tasks = new ArrayList<>();
    for (Leg leg : flight.legs()) {
      FutureTask<?> task = new FutureTask<>(leg::flyBlocking, null);
      try {
        pool.execute(task);
        tasks.add(task);
      } catch (RejectedExecutionException e) {
        leg.refuse(
            "all %d threads of the pool are busy and %d calls wait".formatted(threads, queue));
      }
    }
    flight.awaitLanding();
    for (FutureTask<?> task : tasks) {
      if (!pool.remove(task)) { // it has run, or is about to see that nobody wants it any more
        Futures.getUnchecked(task);
      }
    }
  }

  @Override
  public Shape shape() {
    return Shape.OVERLAPPING;
  }
}
