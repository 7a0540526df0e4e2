package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.client.Ledgers;
import fanout.lab.client.SimulatorClient;
import fanout.lab.client.SimulatorClient.Reading;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A cancel saves only what it reaches, and only where somebody looks. */
@Spec.Name(value = "cancellation", doc = "Does work stop when nobody waits for it?")
public record Cancellation() implements Experiment {
  private static final int BACKENDS = 3;
  private static final Duration LATENCY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final double LEFT_MS = LATENCY.minus(PATIENCE).toMillis();
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(20);
  private static final double NANOS_PER_MILLI = 1e6;

  /** Half-way between no waste and nothing but waste. */
  private static final double HALF = 50;

  /** Half-way between at once and not at all; a loopback takes less than one. */
  private static final double SOON_MS = LEFT_MS / 2;

  private static final String REACHES = "cancel propagated";
  private static final String KEPT = "cancel not propagated";
  private static final String IGNORED = "cancel ignored by backends";

  /** Work after the caller had left, as a share of all that was left to do then. */
  private static final Figure WASTED = new Figure("wasted", "%");

  private static final Figure WASTE = new Figure("waste per request", "ms");
  private static final Figure STOP = new Figure("all stopped after", "ms");

  @Override
  public Claim claim() {
    return new Claim(
        "A task that is cancelled stops; work for a caller who has gone is wasted.",
        "asyncio's Task.cancel, and gRPC's guide on cancellation");
  }

  @Override
  public String method() {
    return ("Callers ask for dashboards whose three backends take %d ms each, and leave after"
            + " %d ms. The backends' ledgers say how long they worked on after that. Once the"
            + " aggregator passes deadline and cancel on, once it keeps them to itself, and once it"
            + " passes them on to backends that do not look.")
        .formatted(LATENCY.toMillis(), PATIENCE.toMillis());
  }

  @Override
  public String prediction() {
    return "%d × %.0f = %.0f ms of work are left when the caller leaves. Where the cancel arrives about none of it is done, after one message on the way; where it does not, all."
        .formatted(BACKENDS, LEFT_MS, BACKENDS * LEFT_MS);
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.SIMULATOR);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Design design(Size size) {
    int callers = size.work(10);
    return Design.of(size.trials(6))
        .warmUps(0)
        .plus(arm(REACHES, false, "propagate=true", "", callers))
        .plus(arm(KEPT, true, "propagate=false", "", callers))
        .plus(arm(IGNORED, true, "propagate=true", ",ignore-cancel=true", callers))
        .twice(REACHES);
  }

  private static Arm arm(String name, boolean wrong, String plan, String behavior, int callers) {
    Ask ask =
        Ask.of("u-1001")
            .plan(plan)
            .simulation("latency=%dms%s".formatted(LATENCY.toMillis(), behavior));
    return new Arm(name, wrong, bench -> leave(bench, ask, callers));
  }

  /** Readings of the ledgers only differ by what happened between them, so none is reset. */
  private static Observation leave(Bench bench, Ask ask, int callers) throws InterruptedException {
    SimulatorClient simulator = bench.testbed().simulator();
    List<Runnable> departures = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      departures.add(
          bench.testbed().dashboards().start(ask.requestId(bench.requestId(i)), end -> {}));
    }
    TimeUnit.NANOSECONDS.sleep(PATIENCE.toNanos());
    List<Reading> readings = simulator.readings();
    long left = System.nanoTime();
    departures.forEach(Runnable::run);
    Duration worked = Ledgers.worked(Ledgers.awaitIdle(simulator, IDLE_LIMIT));
    double stopped = (System.nanoTime() - left) / NANOS_PER_MILLI;
    Duration before =
        readings.stream()
            .map(reading -> reading.workedAt(left))
            .reduce(Duration.ZERO, Duration::plus);
    double waste = worked.minus(before).toNanos() / NANOS_PER_MILLI / callers;
    return Observation.of(WASTED, 100 * waste / (BACKENDS * LEFT_MS))
        .with(WASTE, waste)
        .with(STOP, stopped);
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate reaches = measured.mean(REACHES, WASTED);
    return Conclusion.on(WASTED)
        .finding(
            measured
                .check(
                    "propagated",
                    "Where the cancel is passed on, less than %.0f %% of what was left is worked."
                        .formatted(HALF),
                    reaches)
                .noise(measured.noise(WASTED))
                .predicted(0)
                .lowerIsBetter()
                .atMost(HALF))
        .finding(whole(measured, "not propagated", "is not passed on", KEPT))
        .finding(whole(measured, "ignored", "arrives at backends that do not look", IGNORED))
        .finding(
            measured
                .check(
                    "time to stop",
                    "All backends have stopped %.0f ms after the cancel, where %.0f ms were left."
                        .formatted(SOON_MS, LEFT_MS),
                    measured.median(REACHES, STOP))
                .noise(measured.noise(STOP))
                .lowerIsBetter()
                .atMost(SOON_MS))
        .answer(
            "When the caller leaves %.0f ms of work, %s of it are done where the cancel is passed on and %s where it is not: %s against %s for each request. The last backend stops %s after the cancel, against %s."
                .formatted(
                    BACKENDS * LEFT_MS,
                    Shown.value(reaches),
                    Shown.value(measured.mean(KEPT, WASTED)),
                    Shown.value(measured.median(REACHES, WASTE)),
                    Shown.value(measured.median(KEPT, WASTE)),
                    Shown.value(measured.median(REACHES, STOP)),
                    Shown.value(measured.median(KEPT, STOP))))
        .meaning(
            "gRPC carries a cancel and a deadline through every hop that calls under the context of"
                + " the request it serves, and stops nothing by itself: a handler that computes, or"
                + " calls with a context of its own, works on. Look at Context.isCancelled in"
                + " loops, and test that your service's work really stops; under overload that is"
                + " the difference between shedding load and keeping it.")
        .table(measured, WASTED, WASTE, STOP)
        .chart(
            Charts.bars(
                "Work done after the caller has left",
                measured,
                WASTED,
                arm -> arm.name().equals(REACHES) ? 0 : 100))
        .example("cancel propagated, at the median", measured.atMedian(REACHES))
        .example("cancel not propagated, at the median", measured.atMedian(KEPT))
        .example(
            "cancel ignored, in the tail: no span shows the work that goes on",
            measured.inTail(IGNORED));
  }

  private static Finding whole(Measurements measured, String name, String where, String arm) {
    return measured
        .check(
            name,
            "Where it %s, more than %.0f %% of what was left is worked.".formatted(where, HALF),
            measured.mean(arm, WASTED))
        .noise(measured.noise(WASTED))
        .predicted(100)
        .lowerIsBetter()
        .atLeast(HALF);
  }
}
