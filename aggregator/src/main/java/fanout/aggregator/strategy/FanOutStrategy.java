package fanout.aggregator.strategy;

import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * How the calls of one request are issued and awaited. Immutable and thread-safe.
 *
 * <p>A strategy only decides who calls when. Contexts, deadlines, cancellation and the fate of a
 * section belong to the {@link Flight}: a call made from any thread carries both contexts, and once
 * the flight is decided a call that has not started makes no call at all.
 */
public sealed interface FanOutStrategy
    permits Sequential,
        ConcurrentAsync,
        ConcurrentFutures,
        VirtualThreads,
        PlatformPool,
        OneAtATime {
  /**
   * Issues every call of the flight. When it returns, every call has been issued or is no longer
   * wanted, and if the strategy {@link #blocks}, every call has ended and every thread and task
   * that the strategy started is gone.
   */
  void fly(Flight flight);

  /**
   * Whether {@link #fly} holds its thread while calls are under way; such a strategy must not run
   * on an event loop.
   */
  default boolean blocks() {
    return true;
  }

  /** How the calls lie in time. */
  Shape shape();

  /** How the calls of one request lie in time, which a trace must show. */
  enum Shape {
    /** Each starts when the one before has ended: latencies add up. */
    CHAINED,
    /** All are under way at once: the slowest counts. */
    OVERLAPPING
  }

  /** One request, as a strategy sees it. */
  interface Flight {
    /** The calls to be made, in the order of the plan. */
    List<? extends Leg> legs();

    /** Threads that all requests share, made at first use and owned by the aggregator. */
    ThreadPoolExecutor pool(int threads, int queue);

    /** Waits until the flight is decided and none of its calls is under way any more. */
    void awaitLanding();
  }

  /** One call of a flight. Exactly one of the methods must be called, once, from any thread. */
  interface Leg {
    /** Calls and waits until the call has ended. */
    void flyBlocking();

    /**
     * Calls and returns; {@code ended} runs when the call has ended, on a thread that must not
     * block.
     */
    void flyAsync(Runnable ended);

    /** Calls and returns a future that completes when the call has ended; it never fails. */
    java.util.concurrent.Future<?> flyFuture();

    /** Makes no call: there is no room for it. */
    void refuse(String why);
  }
}
