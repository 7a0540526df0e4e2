package fanout.lab.experiment;

import fanout.lab.load.Constant;
import fanout.lab.load.LoadResult;
import fanout.lab.load.Rate;
import fanout.lab.load.Target;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
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
import fanout.lab.trial.Setup;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A thread that many calls share is not one call's to keep. */
@Spec.Name(
    value = "blocked-event-loop",
    doc = "What does one blocking handler do to everybody else?")
public record BlockedEventLoop() implements Experiment {
  private static final double BLOCK_MS = 200;
  private static final int FAST_CALLS = 84;
  private static final double FAST_PER_SECOND = 400;
  private static final double LENGTH_MS = 1000 * FAST_CALLS / FAST_PER_SECOND;

  /** The slow call leaves just before this one of the fast calls. */
  private static final int SLOW_BEFORE = 4;

  /** Far above what a fast call takes, a tenth of what it may wait for a frozen loop. */
  private static final double HELD_MS = 20;

  private static final double TOLERANCE = 15;
  private static final String FAST = "a fast call";
  private static final String SLOW = "the slow call";
  private static final Figure HELD = new Figure("held up", "%");

  /** What the slow call does to its thread, as a fault of the simulated backend. */
  private enum Deed {
    COMPUTES("burn"),
    SLEEPS("block");

    private final String fault;

    Deed(String fault) {
      this.fault = fault;
    }

    String behavior() {
      return "%s=%.0fms".formatted(fault, BLOCK_MS);
    }
  }

  /** Where handlers run. */
  private enum Threads {
    EVENT_LOOP("the event loop", "direct"),
    POOL("a pool of 4", "pool(threads=4)"),
    VIRTUAL("a virtual thread", "virtual");

    private final String label;
    private final String setting;

    Threads(String label, String setting) {
      this.label = label;
      this.setting = setting;
    }
  }

  private static String name(Deed deed, Threads threads) {
    String verb = deed == Deed.COMPUTES ? "computes" : "sleeps";
    return "%s on %s".formatted(verb, threads.label);
  }

  @Override
  public Claim claim() {
    return new Claim(
        "A computation of 200 ms on the event loop freezes every other request for 200 ms; so does"
            + " a sleep.",
        "Widespread guidance on Python's asyncio: never block the event loop");
  }

  @Override
  public String method() {
    return ("One connection carries %.0f fast calls a second. One slow call is sent among them; its"
            + " handler computes, or sleeps, for %.0f ms on the event loop of the connection,"
            + " on a pool of 4 threads, or on a virtual thread. A fast call counts as held up"
            + " if it takes more than %.0f ms from the moment it was due.")
        .formatted(FAST_PER_SECOND, BLOCK_MS, HELD_MS);
  }

  @Override
  public String prediction() {
    return ("On the event loop a call that is due t after the slow one waits %.0f ms − t: p99 ="
            + " %.0f ms, and %.0f %% are held up. Elsewhere none waits while a core is left.")
        .formatted(BLOCK_MS, frozenP99(), heldPercent());
  }

  /**
   * With one freeze of {@code B} among calls at even distances for a time {@code T}, the share
   * {@code (B − x)/T} of them takes longer than {@code x}.
   */
  static double frozenP99() {
    return BLOCK_MS - 0.01 * LENGTH_MS;
  }

  static double heldPercent() {
    return 100 * (BLOCK_MS - HELD_MS) / LENGTH_MS;
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.MORE_BACKENDS);
  }

  /** A trial cannot be shorter than what it has to show: only their number follows the size. */
  @Override
  public Duration length() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(6)).warmUps(0);
    for (Deed deed : Deed.values()) {
      for (Threads threads : Threads.values()) {
        design =
            design.plus(
                new Arm(
                    name(deed, threads),
                    threads == Threads.EVENT_LOOP,
                    bench -> trial(bench, deed, threads)));
      }
    }
    return design.twice(name(Deed.SLEEPS, Threads.EVENT_LOOP));
  }

  private static Observation trial(Bench bench, Deed deed, Threads threads)
      throws InterruptedException, ExecutionException {
    Channel channel =
        bench
            .backend(
                "orders", Map.of("handler-threads", threads.setting, "behavior", "latency=0ms"))
            .channel();
    Target fast = bench.request(FAST, bench.orders(channel, ""));
    Target slow = bench.request(SLOW, bench.orders(channel, deed.behavior()));
    CompletableFuture<Status> slowEnd = new CompletableFuture<>();
    Target both =
        (index, ended) -> {
          if (index == SLOW_BEFORE) {
            slow.send(FAST_CALLS, slowEnd::complete);
          }
          return fast.send(index, ended);
        };
    LoadResult load =
        bench.load(
            both,
            new Constant(new Rate(FAST_PER_SECOND)),
            Optional.of((long) FAST_CALLS),
            Optional.empty());
    // A slow call that is still at work would be in the way of the next trial.
    if (!load.stopped() && !slowEnd.get().isOk()) {
      throw new IllegalStateException("the slow call failed: " + slowEnd.get());
    }
    var latency = load.summary().all().latency();
    double notHeld = latency.histogram().getPercentileAtOrBelowValue(Math.round(HELD_MS * 1e6));
    return Observation.of(load).with(HELD, 100 - notHeld);
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate frozen = measured.median(name(Deed.COMPUTES, Threads.EVENT_LOOP), Figure.P99);
    Estimate pool = measured.median(name(Deed.COMPUTES, Threads.POOL), Figure.P99);
    Estimate held = measured.mean(name(Deed.SLEEPS, Threads.EVENT_LOOP), HELD);
    return Conclusion.on(Figure.P99)
        .finding(frozen(measured, Deed.COMPUTES))
        .finding(frozen(measured, Deed.SLEEPS))
        .finding(
            measured
                .check(
                    "held up",
                    "A freeze of %.0f ms holds up all calls that are due in it: of these, %.0f %%, give or take %.0f points."
                        .formatted(BLOCK_MS, heldPercent(), TOLERANCE),
                    held)
                .noise(measured.noise(HELD))
                .predicted(heldPercent())
                .within(heldPercent() - TOLERANCE, heldPercent() + TOLERANCE))
        .finding(unharmed(measured, Deed.COMPUTES, Threads.POOL))
        .finding(unharmed(measured, Deed.COMPUTES, Threads.VIRTUAL))
        .finding(unharmed(measured, Deed.SLEEPS, Threads.POOL))
        .finding(unharmed(measured, Deed.SLEEPS, Threads.VIRTUAL))
        .answer(
            "One call that computes for %.0f ms on the event loop takes the p99 of the fast calls to %s, on a pool of 4 threads to %s; one that sleeps on the event loop holds up %s of them."
                .formatted(BLOCK_MS, Shown.value(frozen), Shown.value(pool), Shown.value(held)))
        .meaning(
            "On a direct executor nothing may block, computation included: the victims are all"
                + " calls of every connection on that event loop, health checks too, and their own"
                + " traces show nothing. A pool of n threads bears n − 1 such calls at a time, and"
                + " virtual threads bear any number that sleep but only as many that compute as"
                + " there are cores.")
        .table(measured, Figure.P50, Figure.P99, Figure.MAX, HELD)
        .chart(
            Charts.bars(
                "p99 of the fast calls while one handler is busy",
                measured,
                Figure.P99,
                arm -> arm.wrongTwin() ? frozenP99() : Double.NaN))
        .example(
            "the call that sleeps on the event loop",
            measured.inTail(name(Deed.SLEEPS, Threads.EVENT_LOOP)).named(SLOW))
        .example(
            "a fast call behind it, in the tail",
            measured.inTail(name(Deed.SLEEPS, Threads.EVENT_LOOP)).named(FAST))
        .example(
            "a fast call behind it, at the median",
            measured.atMedian(name(Deed.SLEEPS, Threads.EVENT_LOOP)).named(FAST));
  }

  private static Finding frozen(Measurements measured, Deed deed) {
    String name = name(deed, Threads.EVENT_LOOP);
    return measured
        .check(
            name,
            "One call that %s freezes the others: their p99 is at least three quarters of the %.0f ms."
                .formatted(name, BLOCK_MS),
            measured.median(name, Figure.P99))
        .noise(measured.noise(Figure.P99))
        .predicted(frozenP99())
        .published(BLOCK_MS)
        .atLeast(0.75 * BLOCK_MS);
  }

  private static Finding unharmed(Measurements measured, Deed deed, Threads threads) {
    String name = name(deed, threads);
    return measured
        .check(
            name,
            "One call that %s leaves the others alone: their p99 is at most a quarter of that on the event loop."
                .formatted(name),
            measured.ratio(name, name(deed, Threads.EVENT_LOOP), Figure.P99))
        .noise(measured.noise(Figure.P99))
        .lowerIsBetter()
        .atMost(0.25);
  }
}
