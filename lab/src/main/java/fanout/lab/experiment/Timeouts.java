package fanout.lab.experiment;

import fanout.backend.latency.LatencyModel;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Constant;
import fanout.lab.load.Rate;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Estimate;
import fanout.lab.result.Finding;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Batch;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import fanout.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A limit trades completeness for time, at a rate that the latency's distribution sets. */
@Spec.Name(value = "timeouts", doc = "What does a time limit buy, and what does it cost?")
public record Timeouts() implements Experiment {
  private static final String LATENCY = "lognormal(p50=20ms,p99=120ms)";
  private static final LatencyModel MODEL = Spec.parse(LatencyModel.class, LATENCY);
  private static final List<Integer> LIMITS_MS = List.of(30, 60, 100);
  private static final int CHOSEN_MS = 60;
  private static final int SECTIONS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  /** Of so many calls the slowest is the p99, as often as not: 0.99⁷⁰ ≈ ½. */
  private static final int REQUESTS = 70;

  /** What the machine may add to a limit: timers wake late, and threads wait for a core. */
  private static final double SLACK = 1.4;

  private static final double TOLERANCE = 6;
  private static final String NO_LIMIT = "no limit";
  private static final String BUDGET = "budget of %d ms".formatted(CHOSEN_MS);
  private static final Figure COMPLETE = new Figure("sections loaded", "%");

  @Override
  public Claim claim() {
    return new Claim(
        "With a time-out, what is done by then is used, and nobody waits for what is pending.",
        "asyncio.wait(timeout=…) and its documentation");
  }

  @Override
  public String method() {
    return ("Three backends take %s each. The dashboard has no limit, a limit of %s ms for every"
            + " section, or a budget of %d ms for the whole; no section is required. The"
            + " figures are the p99 of a trial and the share of sections that were"
            + " loaded.")
        .formatted(LATENCY, LIMITS_MS, CHOSEN_MS);
  }

  @Override
  public String prediction() {
    return "Without a limit the p99 is %.0f ms. A limit L makes that L, and the share of sections P(X < L): %s."
        .formatted(
            unlimitedP99(),
            String.join(
                ", ",
                LIMITS_MS.stream()
                    .map(limit -> "%.1f %% at %d ms".formatted(loadedPercent(limit), limit))
                    .toList()));
  }

  /** Share of sections that answer within a limit, in per cent. */
  static double loadedPercent(double limitMs) {
    return 100 * MODEL.cdf(limitMs * NANOS_PER_MILLI);
  }

  /** The p99 of the slowest of three: that percentile of one which is 0.99^(1/3). */
  static double unlimitedP99() {
    return MODEL.quantileNanos(Math.pow(0.99, 1.0 / SECTIONS)) / NANOS_PER_MILLI;
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    int requests = size.work(REQUESTS);
    Design design = Design.of(size.trials(7));
    for (int limit : LIMITS_MS) {
      design = design.plus(arm(name(limit), false, "each:limit=%dms".formatted(limit), requests));
    }
    return design
        .plus(arm(BUDGET, false, "budget=%dms,reserve=0ms".formatted(CHOSEN_MS), requests))
        .plus(arm(NO_LIMIT, true, "", requests))
        .twice(name(CHOSEN_MS));
  }

  private static String name(int limit) {
    return "limit of %d ms".formatted(limit);
  }

  private static Arm arm(String name, boolean wrongTwin, String plan, int requests) {
    Ask ask =
        Ask.of("u-1001")
            .plan(plan + (plan.isEmpty() ? "" : "; ") + "user:required=false")
            .simulation("latency=" + LATENCY);
    return new Arm(
        name,
        wrongTwin,
        bench -> {
          Batch batch = bench.dashboards(ask, new Constant(new Rate(700)), requests);
          return Observation.of(batch)
              .with(
                  COMPLETE,
                  batch.sectionShare(section -> section.getOutcome() == Outcome.OUTCOME_LOADED));
        });
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    String chosen = name(CHOSEN_MS);
    Estimate limited = measured.median(chosen, Figure.P99);
    Estimate unlimited = measured.median(NO_LIMIT, Figure.P99);
    Estimate loaded = measured.mean(chosen, COMPLETE);
    double most = CHOSEN_MS * SLACK;
    return Conclusion.on(Figure.P99)
        .finding(
            measured
                .check(
                    "p99 under a limit",
                    "With a limit of %d ms for every section the p99 is at most %.0f ms."
                        .formatted(CHOSEN_MS, most),
                    limited)
                .lowerIsBetter()
                .noise(measured.noise(Figure.P99))
                .predicted(CHOSEN_MS)
                .atMost(most))
        .finding(costs(measured, loaded))
        .finding(
            measured
                .check(
                    "what it buys",
                    "The p99 without a limit is at least 1.5 times as long.",
                    measured.ratio(NO_LIMIT, chosen, Figure.P99))
                .noise(measured.noise(Figure.P99))
                .predicted(unlimitedP99() / CHOSEN_MS)
                .higherIsBetter()
                .atLeast(1.5))
        .answer(
            "A limit of %d ms takes the p99 from %s to %s and loads %s of the sections, where theory says %.1f %%."
                .formatted(
                    CHOSEN_MS,
                    Shown.value(unlimited),
                    Shown.value(limited),
                    Shown.value(loaded),
                    loadedPercent(CHOSEN_MS)))
        .meaning(
            "A limit at percentile q of a backend costs 1 − q of its answers and no more. Choose q"
                + " by what a missing section costs you, not the limit by what sounds quick; and"
                + " give the whole request a budget as well, or limits in a row add up.")
        .table(measured, Figure.P50, Figure.P99, Figure.MAX, COMPLETE)
        .chart(chart(measured))
        .example("limit of %d ms, in the tail".formatted(CHOSEN_MS), measured.inTail(chosen))
        .example("no limit, in the tail", measured.inTail(NO_LIMIT));
  }

  private static Finding costs(Measurements measured, Estimate loaded) {
    double theory = loadedPercent(CHOSEN_MS);
    return measured
        .check(
            "what it costs",
            "%.1f %% of the sections answer within %d ms, give or take %.0f points."
                .formatted(theory, CHOSEN_MS, TOLERANCE),
            loaded)
        .higherIsBetter()
        .noise(measured.noise(COMPLETE))
        .predicted(theory)
        .within(theory - TOLERANCE, theory + TOLERANCE);
  }

  private static Chart chart(Measurements measured) {
    double[] xs = IntStream.rangeClosed(2, 24).mapToDouble(i -> 5.0 * i).toArray();
    return new Chart(
        "Sections that are loaded, by limit",
        Charts.axis("limit", "ms", Scale.LINEAR),
        Charts.axis("sections loaded", "%", Scale.LINEAR),
        List.of(
            Charts.points(
                "measured",
                Kind.MEASURED,
                LIMITS_MS,
                limit -> Charts.point(limit, measured.mean(name(limit), COMPLETE))),
            Charts.curve("P(X < limit)", Kind.THEORY, xs, Timeouts::loadedPercent)));
  }
}
