package fanout.aggregator.flight;

import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The pools of the blocking strategies, one for each size that a plan has asked for. Plans come
 * from callers, so their number is bounded, and a thread that idles for half a minute ends.
 * Thread-safe.
 */
final class WorkerPools {
  private static final int MOST_POOLS = 16;
  private static final int IDLE_SECONDS = 30;

  private record Size(int threads, int queue) {}

  private final Map<Size, ThreadPoolExecutor> pools = new HashMap<>();

  /**
   * The pool of this size.
   *
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED if there are too many others
   */
  synchronized ThreadPoolExecutor get(int threads, int queue) {
    Size size = new Size(threads, queue);
    ThreadPoolExecutor known = pools.get(size);
    if (known != null) {
      return known;
    }
    if (pools.size() == MOST_POOLS) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription(
              "platform-pool(threads=%d,queue=%d): there are already %d pools of other sizes; allowed: one of %s"
                  .formatted(threads, queue, MOST_POOLS, pools.keySet()))
          .asRuntimeException();
    }
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queue), // an array would take its room in advance
            Thread.ofPlatform().daemon().name("platform-pool-" + threads + "-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    pools.put(size, pool);
    return pool;
  }

  /** Whether no call waits for a thread. */
  synchronized boolean isIdle() {
    return pools.values().stream().allMatch(pool -> pool.getQueue().isEmpty());
  }

  /** Interrupts what still runs, which cancels its calls, and waits for the threads to end. */
  synchronized void close() {
    pools.values().forEach(ThreadPoolExecutor::shutdownNow);
    pools.values().forEach(ThreadPoolExecutor::close);
  }
}
