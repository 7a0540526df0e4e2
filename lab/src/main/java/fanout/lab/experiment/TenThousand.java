package fanout.lab.experiment;

import com.google.common.util.concurrent.Uninterruptibles;
import fanout.lab.client.Ledgers;
import fanout.lab.client.SimulatorClient;
import fanout.lab.load.Target;
import fanout.lab.result.Estimate;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Crowd;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Observation;
import fanout.lab.trial.OrdersCalls;
import fanout.lab.trial.Setup;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.lab.trial.Trial;
import fanout.runtime.spec.Spec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/** Waiting costs nothing; what holds the wait costs more or less. */
@Spec.Name(value = "ten-thousand", doc = "10,000 slow calls at once in one process?")
public record TenThousand() implements Experiment {
  private static final int MOST_CALLS = 10_000;
  private static final int QUICK_CALLS = 300;
  private static final Duration QUICK_LATENCY = Duration.ofMillis(80);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** Starting platform threads is what takes long: fewer are enough for a weight of each. */
  private static final int TIMED_PER_WEIGHED = 4;

  /** So long that a call waits until it is taken back, however slow the machine is. */
  private static final Duration UNTIL_TAKEN_BACK = Duration.ofMinutes(10);

  private static final double BYTES_PER_KIBIBYTE = 1024;

  /** Of a call's time: far from thousands, with room for a machine that has other things to do. */
  private static final double FEW = 10;

  private static final int FEW_THREADS = 100;

  private static final String ASYNC = "async";
  private static final String VIRTUAL = "virtual threads";
  private static final String PLATFORM = "platform threads";
  private static final Figure TIME = new Figure("time for each of a call", "×");
  private static final Figure THREADS = new Figure("platform threads", "");
  private static final Figure HEAP = new Figure("heap per call", "KiB");
  private static final Figure CALLS = new Figure("calls", "");

  @Override
  public Claim claim() {
    return new Claim(
        "One process juggles 10,000 slow requests while they wait.",
        "Widespread descriptions of event loops; Kegel, The C10K problem, 1999");
  }

  @Override
  public String method() {
    return ("%,d calls of %d s (quick: %,d of %d ms) are made at once, over one connection: by"
            + " async stubs, and by blocking stubs on a virtual or a platform thread each; platform"
            + " threads are the most alive at a time. Before that the heap is weighed with %,d"
            + " calls (quick: %,d) that are made the same way and wait until they are taken back:"
            + " what is in use after a collection when the backend's ledger has all of them in"
            + " flight, less what was before they were sent, client and backend together where"
            + " they share a process. It is the difference of two readings, so noise can make it"
            + " negative. The stack of a platform thread is not in the heap.")
        .formatted(
            MOST_CALLS,
            LONGEST.toSeconds(),
            QUICK_CALLS,
            QUICK_LATENCY.toMillis(),
            weighed(MOST_CALLS),
            weighed(QUICK_CALLS));
  }

  @Override
  public String prediction() {
    return "%,d calls of %d s at once take about as long as one, %d s; one after the other they would take %,d s. Async and virtual threads need about as many platform threads as there are cores, platform threads need %,d."
        .formatted(
            MOST_CALLS,
            LONGEST.toSeconds(),
            LONGEST.toSeconds(),
            MOST_CALLS * LONGEST.toSeconds(),
            MOST_CALLS);
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.BACKENDS).needs(Ability.SIMULATOR);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    boolean all = size.workFactor() > 1;
    int calls = all ? MOST_CALLS : size.work(QUICK_CALLS);
    Duration latency = all ? LONGEST : size.time(QUICK_LATENCY);
    return Design.of(size.trials(6))
        .arm(ASYNC, trial(orders -> orders, calls, latency))
        .arm(VIRTUAL, trial(blocking(Thread.ofVirtual().factory()), calls, latency))
        .wrongTwin(PLATFORM, trial(blocking(Thread.ofPlatform().factory()), calls, latency))
        .twice(ASYNC);
  }

  /** Each call on a thread of its own, which is gone when the call has been taken back. */
  private static Function<OrdersCalls, Target> blocking(ThreadFactory threads) {
    return orders ->
        (index, ended) -> {
          Thread thread = threads.newThread(() -> ended.accept(orders.block(index)));
          start(thread, index);
          return () -> {
            thread.interrupt();
            Uninterruptibles.joinUninterruptibly(thread);
          };
        };
  }

  /**
   * Starts one more.
   *
   * @throws IllegalStateException if the machine or its container allows no more; what the JVM
   *     throws then is not out of memory, and would end the process
   */
  private static void start(Thread thread, long others) {
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      throw new IllegalStateException(
          "no more than %,d threads at a time can be started here".formatted(others), e);
    }
  }

  /**
   * Two crowds: the collections that weigh the heap would cost the time of the one that is timed,
   * whose first calls may end, too, before the last are sent.
   */
  private static Trial trial(Function<OrdersCalls, Target> way, int calls, Duration latency) {
    return bench -> {
      double heap = weigh(bench, way.apply(orders(bench, UNTIL_TAKEN_BACK)), weighed(calls));
      return time(way.apply(orders(bench, latency)), calls, latency).with(HEAP, heap);
    };
  }

  private static int weighed(int calls) {
    return Math.max(1, calls / TIMED_PER_WEIGHED);
  }

  private static OrdersCalls orders(Bench bench, Duration latency) {
    return bench.orders(bench.testbed().backendChannel("orders"), "latency=" + Spec.print(latency));
  }

  /**
   * KiB of heap for each of some calls while all of them wait; afterwards none is left, nor its
   * thread, and none is an example.
   *
   * @param target whose calls wait until they are taken back
   * @throws IllegalStateException if one ends before
   */
  static double weigh(Bench bench, Target target, int calls) throws InterruptedException {
    SimulatorClient backends = bench.testbed().simulator();
    Crowd crowd = new Crowd(target, calls);
    Ledgers.awaitIdle(backends, Crowd.LIMIT);
    long before = heap();
    long during;
    try {
      crowd.send();
      crowd.awaitArrival(backends);
      during = heap();
      crowd.requireAllOpen();
    } finally {
      crowd.takeBack();
    }
    crowd.awaitEnd();
    Ledgers.awaitIdle(backends, Crowd.LIMIT);
    bench.testbed().forget();
    return (during - before) / BYTES_PER_KIBIBYTE / calls;
  }

  private static Observation time(Target target, int calls, Duration latency)
      throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Crowd crowd = new Crowd(target, calls);
    threads.resetPeakThreadCount();
    int alive = threads.getThreadCount();
    long start = System.nanoTime();
    try {
      crowd.send();
    } catch (RuntimeException e) {
      crowd.takeBack();
      throw e;
    }
    crowd.awaitEnd();
    double elapsed = System.nanoTime() - start;
    return Observation.of(TIME, elapsed / latency.toNanos())
        .with(THREADS, threads.getPeakThreadCount() - alive)
        .with(CALLS, calls)
        .with(Figure.FAILED, crowd.failedPercent());
  }

  /** In use after a collection; a hint to the JVM that it follows unless it was told not to. */
  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    long calls = Math.round(measured.median(ASYNC, CALLS).value());
    Estimate async = measured.median(ASYNC, TIME);
    Estimate threads = measured.median(VIRTUAL, THREADS);
    Estimate platform = measured.ratio(PLATFORM, ASYNC, TIME);
    return Conclusion.on(TIME)
        .finding(
            measured
                .check(
                    "as long as one",
                    "%,d async calls at once take at most %.0f times as long as one, not %,d times."
                        .formatted(calls, FEW, calls),
                    async)
                .lowerIsBetter()
                .noise(measured.noise(TIME))
                .predicted(1)
                .atMost(FEW))
        .finding(
            measured
                .check(
                    "threads of virtual threads",
                    "Blocking on virtual threads adds at most %d platform threads."
                        .formatted(FEW_THREADS),
                    threads)
                .lowerIsBetter()
                .noise(measured.noiseOfDifference(THREADS))
                .predicted(Runtime.getRuntime().availableProcessors())
                .atMost(FEW_THREADS))
        .finding(
            measured
                .check(
                    "platform threads",
                    "A platform thread for each call takes at most %.0f times as long as async."
                        .formatted(FEW),
                    platform)
                .noise(measured.noise(TIME))
                .predicted(1)
                .lowerIsBetter()
                .atMost(FEW))
        .answer(
            "%,d calls at once take %s as long as one by async stubs, %s on virtual and %s on platform threads; heap for each call that waits is %s, %s and %s."
                .formatted(
                    calls,
                    Shown.value(async),
                    Shown.value(measured.median(VIRTUAL, TIME)),
                    Shown.value(measured.median(PLATFORM, TIME)),
                    Shown.value(measured.median(ASYNC, HEAP)),
                    Shown.value(measured.median(VIRTUAL, HEAP)),
                    Shown.value(measured.median(PLATFORM, HEAP))))
        .meaning(
            "Waiting is cheap however it is written; what you pay is what holds the place: an"
                + " object, a virtual thread's stack on the heap, or a platform thread's stack"
                + " beside it. Ten thousand of the last still work here, but each is the kernel's"
                + " business.")
        .table(measured, TIME, THREADS, HEAP, Figure.FAILED)
        .chart(
            Charts.bars(
                "Time of all calls at once, in times of one call", measured, TIME, arm -> 1))
        .example("one of all, async, at the median", measured.atMedian(ASYNC))
        .example("one of all, async, in the tail", measured.inTail(ASYNC))
        .example("one of all, platform threads, in the tail", measured.inTail(PLATFORM));
  }
}
