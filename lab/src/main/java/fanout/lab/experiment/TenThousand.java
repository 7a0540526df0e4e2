package fanout.lab.experiment;

import fanout.lab.result.Estimate;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
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
import io.grpc.Status;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** Waiting costs nothing; what holds the wait costs more or less. */
@Spec.Name(value = "ten-thousand", doc = "10,000 slow calls at once in one process?")
public record TenThousand() implements Experiment {
  private static final int MOST_CALLS = 10_000;
  private static final int QUICK_CALLS = 800;
  private static final Duration QUICK_LATENCY = Duration.ofMillis(120);
  private static final Duration LONGEST = Duration.ofSeconds(1);

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
            + " async stubs, and by blocking stubs on a virtual or a platform thread each. Heap"
            + " is what is in use after a collection while the calls wait, less what was"
            + " before, client and backend together where they share a process; platform"
            + " threads are the most alive at a time. The stack of a platform thread is not in"
            + " the heap.")
        .formatted(MOST_CALLS, LONGEST.toSeconds(), QUICK_CALLS, QUICK_LATENCY.toMillis());
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
    return Setup.USUAL.needs(Ability.BACKENDS);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(13);
  }

  @Override
  public Design design(Size size) {
    boolean all = size.workFactor() > 1;
    int calls = all ? MOST_CALLS : size.work(QUICK_CALLS);
    Duration latency = all ? LONGEST : size.time(QUICK_LATENCY);
    return Design.of(size.trials(6))
        .arm(ASYNC, bench -> asynchronous(bench, calls, latency))
        .arm(VIRTUAL, blocking(Thread.ofVirtual().factory(), calls, latency))
        .wrongTwin(PLATFORM, blocking(Thread.ofPlatform().factory(), calls, latency))
        .twice(ASYNC);
  }

  private static Observation asynchronous(Bench bench, int calls, Duration latency)
      throws InterruptedException {
    OrdersCalls orders = orders(bench, latency);
    return measure(
        calls,
        latency,
        (done, failed) -> index -> orders.send(index, status -> end(status, done, failed)));
  }

  private static Trial blocking(ThreadFactory threads, int calls, Duration latency) {
    return bench -> {
      OrdersCalls orders = orders(bench, latency);
      return measure(
          calls,
          latency,
          (done, failed) ->
              index -> threads.newThread(() -> end(orders.block(index), done, failed)).start());
    };
  }

  private static OrdersCalls orders(Bench bench, Duration latency) {
    return bench.orders(bench.testbed().backendChannel("orders"), "latency=" + Spec.print(latency));
  }

  private static void end(Status status, CountDownLatch done, LongAdder failed) {
    if (!status.isOk()) {
      failed.increment();
    }
    done.countDown();
  }

  /** Makes calls by their numbers, and tells the one of their ends and the other of failures. */
  @FunctionalInterface
  private interface Caller {
    LongConsumer with(CountDownLatch done, LongAdder failed);
  }

  private static Observation measure(int calls, Duration latency, Caller caller)
      throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    CountDownLatch done = new CountDownLatch(calls);
    LongAdder failed = new LongAdder();
    LongConsumer call = caller.with(done, failed);
    long before = heap();
    threads.resetPeakThreadCount();
    int alive = threads.getThreadCount();
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.accept(i);
    }
    long during = heap();
    if (!done.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("%,d calls never ended".formatted(done.getCount()));
    }
    double elapsed = System.nanoTime() - start;
    return Observation.of(TIME, elapsed / latency.toNanos())
        .with(THREADS, threads.getPeakThreadCount() - alive)
        .with(HEAP, Math.max(0, during - before) / 1024.0 / calls)
        .with(CALLS, calls)
        .with(Figure.FAILED, 100.0 * failed.sum() / calls);
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
            "%,d calls at once take %s as long as one by async stubs, %s on virtual and %s on platform threads; heap for each call is %s, %s and %s."
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
