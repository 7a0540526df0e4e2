package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.result.Estimate;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Arm;
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

/** Waiting can be overlapped without end, computing only as far as there are cores. */
@Spec.Name(value = "cpu-bound", doc = "Does concurrency help computation?")
public record CpuBound() implements Experiment {
  private static final double COMPUTE_MS = 20;
  private static final int PARTS = 3;

  /** Less than that is "no faster", with room for a busy machine. */
  private static final double NO_FASTER = 1.2;

  /** What a busy machine may add to, or a turbo clock take from, a figure. */
  private static final double SLACK = 0.2;

  private static final String IN_TURN = "in turn";
  private static final String ASYNC = "at once, async";
  private static final String VIRTUAL = "at once, virtual threads";
  private static final String POOL = "at once, pool of threads";
  private static final String ONE_THREAD = "at once, on one thread";

  @Override
  public Claim claim() {
    return new Claim(
        "Concurrency does not help computation: asynchronous code is 5 to 15 % slower on"
            + " CPU-bound work.",
        "Published measurements of Python's asyncio");
  }

  @Override
  public String method() {
    return ("A dashboard needs %d answers, each of which takes %.0f ms of CPU time, from backends"
            + " on this machine with %d cores. They are asked for in turn, or at once: by"
            + " asynchronous calls, on virtual threads, on a pool of threads; and at once from"
            + " a backend that has a single thread for all handlers, as an asyncio program"
            + " has.")
        .formatted(PARTS, COMPUTE_MS, cores());
  }

  @Override
  public String prediction() {
    return "In turn %d × %.0f = %.0f ms. At once min(%d, %d cores) side by side: %s times as fast, %.0f ms, whoever makes the calls; on one thread %.0f ms again."
        .formatted(
            PARTS,
            COMPUTE_MS,
            PARTS * COMPUTE_MS,
            PARTS,
            cores(),
            Shown.number(speedUp(cores())),
            PARTS * COMPUTE_MS / speedUp(cores()),
            PARTS * COMPUTE_MS);
  }

  /** How many times as fast on so many cores: time slices let three parts share two cores. */
  static double speedUp(int cores) {
    return Math.min(PARTS, cores);
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Backends on other machines would bring cores of their own. */
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
    int requests = size.work(3);
    String own = "burn=(cpu=%.0fms,on=worker)".formatted(COMPUTE_MS);
    String shared = "orders:burn=(cpu=%.0fms,on=handler)".formatted(COMPUTE_MS);
    return Design.of(size.trials(9))
        .inPairs()
        .plus(arm(IN_TURN, false, "strategy=sequential", own, requests))
        .plus(arm(ASYNC, false, "strategy=concurrent", own, requests))
        .plus(arm(VIRTUAL, false, "strategy=virtual-threads", own, requests))
        .plus(arm(POOL, false, "strategy=platform-pool(threads=16)", own, requests))
        .plus(arm(ONE_THREAD, true, "sections=orders; orders:shards=" + PARTS, shared, requests))
        .twice(ASYNC);
  }

  private static Arm arm(String name, boolean wrong, String plan, String behavior, int requests) {
    Ask ask = Ask.of("u-1001").plan(plan).simulation(behavior);
    return new Arm(name, wrong, bench -> Observation.of(bench.dashboards(ask, 1, requests)));
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate faster = measured.ratio(IN_TURN, ASYNC, Figure.P50);
    double theory = speedUp(cores());
    return Conclusion.on(Figure.P50)
        .finding(
            measured
                .check(
                    "help",
                    "Computations at once are no faster than in turn: at most %.1f times."
                        .formatted(NO_FASTER),
                    faster)
                .noise(measured.noise(Figure.P50))
                .predicted(theory)
                .published(0.9)
                .higherIsBetter()
                .atMost(NO_FASTER))
        .finding(
            measured
                .check(
                    "bound",
                    "The speed-up is at most min(%d, cores) = %.0f, within %.0f %%."
                        .formatted(PARTS, theory, 100 * SLACK),
                    faster)
                .noise(measured.noise(Figure.P50))
                .predicted(theory)
                .atMost(theory * (1 + SLACK)))
        .finding(
            measured
                .check(
                    "async against a pool",
                    "Asynchronous calls take as long as blocking calls on a pool, within %.0f %%."
                        .formatted(100 * SLACK),
                    measured.ratio(ASYNC, POOL, Figure.P50))
                .noise(measured.noise(Figure.P50))
                .predicted(1)
                .lowerIsBetter()
                .within(1 - SLACK, 1 + SLACK))
        .finding(
            measured
                .check(
                    "on one thread",
                    "Where one thread computes everything, calls at once take as long as calls in turn, within %.0f %%."
                        .formatted(100 * SLACK),
                    measured.ratio(ONE_THREAD, IN_TURN, Figure.P50))
                .noise(measured.noise(Figure.P50))
                .predicted(1)
                .published(1.1)
                .lowerIsBetter()
                .within(1 - SLACK, 1 + SLACK))
        .answer(
            "On %d cores three computations at once are %s times as fast as in turn, where theory says %s; on a single thread they take %s instead of %s in turn."
                .formatted(
                    cores(),
                    Shown.number(faster.value()),
                    Shown.number(theory),
                    Shown.value(measured.median(ONE_THREAD, Figure.P50)),
                    Shown.value(measured.median(IN_TURN, Figure.P50))))
        .meaning(
            "The claim is about a runtime with one thread, and holds here where there is one, too."
                + " With threads, computation gains as many times as there are idle cores, and"
                + " nothing beyond: under load, when every core is taken, calls at once only change"
                + " who waits. Bound computation by a pool of as many threads as cores, and keep it"
                + " off the event loop.")
        .table(measured, Figure.P50, Figure.P95, Figure.MAX)
        .chart(
            Charts.bars(
                "Median time of a dashboard whose backends compute",
                measured,
                Figure.P50,
                arm -> theory(arm.name())))
        .example("in turn, at the median", measured.atMedian(IN_TURN))
        .example("at once, at the median", measured.atMedian(ASYNC))
        .example("on one thread, at the median", measured.atMedian(ONE_THREAD));
  }

  private static double theory(String arm) {
    double inTurn = PARTS * COMPUTE_MS;
    return arm.equals(IN_TURN) || arm.equals(ONE_THREAD) ? inTurn : inTurn / speedUp(cores());
  }
}
