package fanout.lab.experiment;

import fanout.lab.load.Closed;
import fanout.lab.load.LoadResult;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Estimate;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Arm;
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
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a handler does decides where it should run. */
@Spec.Name(value = "server-executor", doc = "Which threads should handlers run on?")
public record ServerExecutor() implements Experiment {
  private static final int CALLERS = 16;
  private static final int POOL_SIZE = 4;
  private static final Duration LENGTH = Duration.ofMillis(40);

  /** Of the handlers that differ least. */
  private static final Duration LONGER = Duration.ofMillis(60);

  private static final double LONG_MS = 5;

  /** Where handlers run. All calls come by one connection, and so by one event loop. */
  private enum Threads {
    EVENT_LOOP("event loop", "direct", 1),
    CACHED("cached pool", "cached", CALLERS),
    POOL("pool of " + POOL_SIZE, "pool(threads=%d)".formatted(POOL_SIZE), POOL_SIZE),
    VIRTUAL("virtual threads", "virtual", CALLERS);

    private final String label;
    private final String setting;
    private final int atOnce;

    /**
     * @param atOnce how many handlers of the trial's callers it runs at a time
     */
    Threads(String label, String setting, int atOnce) {
      this.label = label;
      this.setting = setting;
      this.atOnce = atOnce;
    }
  }

  /** What a handler does. */
  private enum Handler {
    NOTHING("does nothing", ""),
    COMPUTES_SHORTLY("computes 50 µs", "burn=50us"),
    COMPUTES("computes 5 ms", "burn=%.0fms".formatted(LONG_MS)),
    WAITS("waits 5 ms", "block=%.0fms".formatted(LONG_MS));

    private final String label;
    private final String behavior;

    Handler(String label, String behavior) {
      this.label = label;
      this.behavior = behavior;
    }
  }

  private static String name(Handler handler, Threads threads) {
    return "%s, %s".formatted(handler.label, threads.label);
  }

  @Override
  public Claim claim() {
    return new Claim(
        "Quick handlers belong on the event loop; those that block are to be moved to a pool of"
            + " threads.",
        "Documentation of Python's asynchronous web frameworks");
  }

  @Override
  public String method() {
    return ("%d callers on one connection call a backend as fast as it answers. Its handlers do"
            + " nothing, compute for 50 µs or for %.0f ms, or block for %.0f ms; they run on"
            + " the event loop (a direct executor), on a cached pool, which is gRPC's default,"
            + " on a pool of %d threads, or on virtual threads. The figure of a trial is the"
            + " calls that end in a second.")
        .formatted(CALLERS, LONG_MS, LONG_MS, POOL_SIZE);
  }

  @Override
  public String prediction() {
    return ("A handler that waits for S on n threads is called n / S times a second: %.0f on the"
            + " event loop, %.0f on %d threads, %.0f on as many as callers. One that computes"
            + " has no more threads than the %d cores: %.0f on the event loop, %.0f anywhere"
            + " else. Where handlers do nothing the event loop is the fastest: it hands nothing"
            + " over.")
        .formatted(
            waiting(Threads.EVENT_LOOP),
            waiting(Threads.POOL),
            POOL_SIZE,
            waiting(Threads.VIRTUAL),
            cores(),
            computing(Threads.EVENT_LOOP, cores()),
            computing(Threads.VIRTUAL, cores()));
  }

  /** Calls a second that wait on the threads of a kind: Little's law. */
  private static double waiting(Threads threads) {
    return 1000 * Math.min(CALLERS, threads.atOnce) / LONG_MS;
  }

  private static double computing(Threads threads, int cores) {
    return 1000 * Math.min(cores, threads.atOnce) / LONG_MS;
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.MORE_BACKENDS);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(7)).inPairs();
    for (Handler handler : Handler.values()) {
      Duration length = size.time(handler == Handler.NOTHING ? LONGER : LENGTH);
      for (Threads threads : Threads.values()) {
        design =
            design.plus(
                new Arm(
                    name(handler, threads),
                    threads == Threads.EVENT_LOOP
                        && (handler == Handler.COMPUTES || handler == Handler.WAITS),
                    bench -> trial(bench, handler, threads, length)));
      }
    }
    return design.twice(name(Handler.WAITS, Threads.VIRTUAL));
  }

  private static Observation trial(Bench bench, Handler handler, Threads threads, Duration length)
      throws InterruptedException {
    Map<String, String> settings =
        Map.of("handler-threads", threads.setting, "behavior", "latency=0ms");
    OrdersCalls calls = bench.orders(bench.backend("orders", settings).channel(), handler.behavior);
    LoadResult load = bench.load(calls, new Closed(CALLERS), Optional.empty(), Optional.of(length));
    return Observation.of(load);
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate offloaded = faster(measured, Handler.WAITS, Threads.VIRTUAL, Threads.EVENT_LOOP);
    Estimate handedOver = faster(measured, Handler.NOTHING, Threads.EVENT_LOOP, Threads.CACHED);
    double theory = waiting(Threads.VIRTUAL) / waiting(Threads.EVENT_LOOP);
    double pool = waiting(Threads.POOL) / waiting(Threads.EVENT_LOOP);
    double cores = computing(Threads.VIRTUAL, cores()) / computing(Threads.EVENT_LOOP, cores());
    return Conclusion.on(Figure.THROUGHPUT)
        .finding(
            measured
                .check(
                    "blocking handlers",
                    "Handlers that wait %.0f ms for something serve at least %.0f times as many calls on virtual threads as on the event loop."
                        .formatted(LONG_MS, Math.sqrt(theory)),
                    offloaded)
                .noise(measured.noise(Figure.THROUGHPUT))
                .predicted(theory)
                .higherIsBetter()
                .atLeast(Math.sqrt(theory)))
        .finding(
            measured
                .check(
                    "quick handlers",
                    "Handlers that do nothing serve more calls on the event loop than on gRPC's"
                        + " default pool.",
                    handedOver)
                .noise(measured.noise(Figure.THROUGHPUT))
                .atLeast(1))
        .finding(
            measured
                .check(
                    "a fixed pool",
                    "A pool of %d threads serves %d times as many calls that wait as the event loop, within a half, and so fewer than there are callers."
                        .formatted(POOL_SIZE, POOL_SIZE),
                    faster(measured, Handler.WAITS, Threads.POOL, Threads.EVENT_LOOP))
                .noise(measured.noise(Figure.THROUGHPUT))
                .predicted(pool)
                .higherIsBetter()
                .within(0.5 * pool, 1.5 * pool))
        .finding(
            measured
                .check(
                    "computing handlers",
                    "Handlers that compute %.0f ms serve at most min(%d, cores) = %.0f times as many calls on virtual threads, within a half."
                        .formatted(LONG_MS, CALLERS, cores),
                    faster(measured, Handler.COMPUTES, Threads.VIRTUAL, Threads.EVENT_LOOP))
                .noise(measured.noise(Figure.THROUGHPUT))
                .predicted(cores)
                .higherIsBetter()
                .atMost(1.5 * cores))
        .answer(
            "Handlers that wait %.0f ms serve %s times as many calls on virtual threads as on the event loop, where theory says %.0f; handlers that do nothing serve %s times as many on the event loop as on gRPC's default pool."
                .formatted(
                    LONG_MS,
                    Shown.number(offloaded.value()),
                    theory,
                    Shown.number(handedOver.value())))
        .meaning(
            "Ask of a handler whether it waits, not how long it is. If it never blocks, a direct"
                + " executor saves every hand-over. If it may, virtual threads; a fixed pool is a"
                + " limit on concurrency in disguise, and gRPC's default pool has none at all. If"
                + " it computes, a pool of as many threads as cores: more only take turns. In"
                + " between, at some 50 µs, it matters little – until one call takes longer than"
                + " you think.")
        .table(measured, Figure.THROUGHPUT, Figure.P50, Figure.P99)
        .chart(chart(measured))
        .example(
            "waits 5 ms on the event loop, at the median",
            measured.atMedian(name(Handler.WAITS, Threads.EVENT_LOOP)))
        .example(
            "waits 5 ms on a pool of 4, in the tail",
            measured.inTail(name(Handler.WAITS, Threads.POOL)))
        .example(
            "waits 5 ms on virtual threads, at the median",
            measured.atMedian(name(Handler.WAITS, Threads.VIRTUAL)));
  }

  private static Estimate faster(
      Measurements measured, Handler handler, Threads threads, Threads than) {
    return measured.ratio(name(handler, threads), name(handler, than), Figure.THROUGHPUT);
  }

  private static Chart chart(Measurements measured) {
    List<Arm> arms = measured.design().arms();
    Chart bars =
        Charts.bars(
            "Calls a second by handler and its threads",
            measured,
            Figure.THROUGHPUT,
            arm -> theory(arm.name()));
    return new Chart(
        bars.title(),
        Charts.names("", arms.stream().map(Arm::name).toList()),
        Charts.axis(Figure.THROUGHPUT.name(), Figure.THROUGHPUT.unit(), Scale.LOG),
        bars.series());
  }

  /** Silent where the machine decides. */
  private static double theory(String arm) {
    return Arrays.stream(Threads.values())
        .mapToDouble(
            threads ->
                arm.equals(name(Handler.WAITS, threads))
                    ? waiting(threads)
                    : arm.equals(name(Handler.COMPUTES, threads))
                        ? computing(threads, cores())
                        : Double.NaN)
        .filter(theory -> !Double.isNaN(theory))
        .findFirst()
        .orElse(Double.NaN);
  }
}
