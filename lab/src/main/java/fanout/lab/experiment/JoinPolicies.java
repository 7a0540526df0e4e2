package fanout.lab.experiment;

import fanout.backend.latency.LatencyModel;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Constant;
import fanout.lab.load.Rate;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * How long a dashboard takes is an order statistic of its backends' latencies; the join policy says
 * which. With F₁, F₂, F₃ for the distributions of the three, which need not be alike, and by
 * independence (David and Nagaraja, Order Statistics, 2003, 5.2):
 *
 * <pre>
 * all three    F₁F₂F₃
 * two of three F₁F₂ + F₁F₃ + F₂F₃ − 2F₁F₂F₃
 * one of three 1 − (1 − F₁)(1 − F₂)(1 − F₃)
 * </pre>
 */
@Spec.Name(value = "join-policies", doc = "When is the answer good enough?")
public record JoinPolicies() implements Experiment {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String USER = "lognormal(p50=20ms,p99=60ms)";
  private static final String ORDERS = "lognormal(p50=80ms,p99=160ms)";
  private static final String NOTIFICATIONS = "lognormal(p50=40ms,p99=120ms)";
  private static final List<LatencyModel> MODELS =
      List.of(model(USER), model(ORDERS), model(NOTIFICATIONS));

  /** Before the median of the slowest, so that half of the dashboards and more are cut off. */
  private static final int BUDGET_MS = 60;

  private static final double LONGEST_MS = 10_000;

  /** Of so many calls the slowest is the p99, as often as not: 0.99⁷⁰ ≈ ½. */
  private static final int REQUESTS = 70;

  /** What the draws of a quick run may be off, in points of a share. */
  private static final double POINTS = 10;

  private static final String ALL = "all three";
  private static final String TWO = "two of three";
  private static final String ONE = "one of three";
  private static final String BOUNDED = "what came in %d ms".formatted(BUDGET_MS);
  private static final String FAIL_FAST = "user fails, fail-fast";
  private static final String WAITS = "user fails, all awaited";
  private static final Figure LOADED = new Figure("sections loaded", "%");

  /** A join policy, and how probable it is that it is content within so many milliseconds. */
  private record Way(String name, String plan, boolean userFails, DoubleUnaryOperator within) {}

  private static final List<Way> WAYS =
      List.of(
          new Way(ALL, "join=all", false, t -> f(0, t) * f(1, t) * f(2, t)),
          new Way(TWO, "join=quorum(2)", false, JoinPolicies::twoWithin),
          new Way(
              ONE,
              "join=first-success",
              false,
              t -> 1 - (1 - f(0, t)) * (1 - f(1, t)) * (1 - f(2, t))),
          new Way(
              BOUNDED,
              "join=best-effort,budget=%dms,reserve=0ms".formatted(BUDGET_MS),
              false,
              t -> t >= BUDGET_MS ? 1 : f(0, t) * f(1, t) * f(2, t)),
          new Way(FAIL_FAST, "join=fail-fast", true, t -> f(0, t)),
          new Way(WAITS, "join=all", true, t -> f(0, t) * f(1, t) * f(2, t)));

  private static LatencyModel model(String text) {
    return Spec.parse(LatencyModel.class, text);
  }

  private static double f(int section, double millis) {
    return MODELS.get(section).cdf(millis * NANOS_PER_MILLI);
  }

  private static double twoWithin(double t) {
    double a = f(0, t);
    double b = f(1, t);
    double c = f(2, t);
    return a * b + a * c + b * c - 2 * a * b * c;
  }

  /** The median time of a way in milliseconds. */
  static double medianMillis(String name) {
    return quantileMillis(name, 0.5);
  }

  /** By bisection; a budget's distribution has a step. */
  private static double quantileMillis(String name, double p) {
    DoubleUnaryOperator within =
        WAYS.stream().filter(way -> way.name.equals(name)).findFirst().orElseThrow().within;
    double low = 0;
    double high = LONGEST_MS;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (within.applyAsDouble(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Share of sections that answer within the budget, in per cent. */
  static double loadedPercent() {
    return 100 * (f(0, BUDGET_MS) + f(1, BUDGET_MS) + f(2, BUDGET_MS)) / MODELS.size();
  }

  @Override
  public Claim claim() {
    return new Claim(
        "One waits for all, for the first to complete or for the first to fail, with a time-out if"
            + " need be, and not for what is pending then.",
        "ALL_COMPLETED, FIRST_COMPLETED and FIRST_EXCEPTION of asyncio.wait");
  }

  @Override
  public String method() {
    return ("Three backends take %s, %s and %s. The same requests are asked for under each join"
            + " policy. Then the user's backend fails, each time when its latency is over: once the"
            + " dashboard gives up at that, once it waits for the others, though it has failed"
            + " already. The figure of a trial is the median time from send to answer.")
        .formatted(USER, ORDERS, NOTIFICATIONS);
  }

  @Override
  public String prediction() {
    return "Medians of the order statistics: all three %.0f ms, two %.0f ms, one %.0f ms. In %d ms %.0f %% of the sections come. A failure is known after %.0f ms; who waits for the rest knows after %.0f ms."
        .formatted(
            medianMillis(ALL),
            medianMillis(TWO),
            medianMillis(ONE),
            BUDGET_MS,
            loadedPercent(),
            medianMillis(FAIL_FAST),
            medianMillis(WAITS));
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(6));
    for (Way way : WAYS) {
      design = design.plus(arm(way, size.work(REQUESTS)));
    }
    return design.twice(ALL);
  }

  private static Arm arm(Way way, int requests) {
    List<String> behavior = new ArrayList<>();
    behavior.add("user:latency=" + USER + (way.userFails ? ",late-error=UNAVAILABLE" : ""));
    behavior.add("orders:latency=" + ORDERS);
    behavior.add("notifications:latency=" + NOTIFICATIONS);
    Ask ask =
        Ask.of("u-1001")
            .plan(way.plan + "; each:required=false")
            .simulation(String.join("; ", behavior));
    return new Arm(
        way.name,
        way.name.equals(WAITS),
        bench -> {
          Batch batch = bench.dashboards(ask, new Constant(new Rate(1400)), requests);
          return Observation.of(batch)
              .with(
                  LOADED,
                  batch.sectionShare(section -> section.getOutcome() == Outcome.OUTCOME_LOADED));
        });
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    return Conclusion.on(Figure.P50)
        .finding(
            share(measured, ONE, ALL, "One of three answers takes %.2f times as long as all three"))
        .finding(
            share(measured, TWO, ALL, "Two of three answers take %.2f times as long as all three"))
        .finding(
            share(
                measured,
                FAIL_FAST,
                WAITS,
                "Giving up at the first failure takes %.2f times as long as waiting for the rest"))
        .finding(boundedTime(measured))
        .finding(boundedContent(measured))
        .answer(
            "All three take %s, two of them %s, one %s; theory says %.0f, %.0f and %.0f ms. In %d ms %s of the sections come."
                .formatted(
                    median(measured, ALL),
                    median(measured, TWO),
                    median(measured, ONE),
                    medianMillis(ALL),
                    medianMillis(TWO),
                    medianMillis(ONE),
                    BUDGET_MS,
                    Shown.value(measured.mean(BOUNDED, LOADED))))
        .meaning(
            "What you wait for is a choice of percentile: all of n wait for the slowest, and each"
                + " answer that you can do without takes the worst one out of the sum. Ask which"
                + " sections a user would miss, make only those required, give the rest a time; and"
                + " when a request can no longer succeed, say so at once.")
        .table(measured, Figure.P50, Figure.P99, LOADED, Figure.FAILED)
        .chart(
            Charts.bars(
                "Median time until the dashboard is good enough",
                measured,
                Figure.P50,
                arm -> medianMillis(arm.name())))
        .example("two of three, at the median", measured.atMedian(TWO))
        .example("user fails, fail-fast, at the median", measured.atMedian(FAIL_FAST))
        .example("user fails, all awaited, at the median", measured.atMedian(WAITS));
  }

  private static String median(Measurements measured, String name) {
    return Shown.value(measured.median(name, Figure.P50));
  }

  private static Finding share(Measurements measured, String name, String other, String says) {
    double theory = medianMillis(name) / medianMillis(other);
    double most = (1 + theory) / 2;
    return measured
        .check(
            name,
            (says + ": nearer to that than to no less, at most %.2f times.")
                .formatted(theory, most),
            measured.ratio(name, other, Figure.P50))
        .noise(measured.noise(Figure.P50))
        .predicted(theory)
        .lowerIsBetter()
        .atMost(most);
  }

  private static Finding boundedTime(Measurements measured) {
    double theory = quantileMillis(ALL, 0.99) / BUDGET_MS;
    double least = (1 + theory) / 2;
    return measured
        .check(
            "time in a budget",
            "The p99 of all three is nearer to %.1f times that in a budget of %d ms than to no more: at least %.1f times."
                .formatted(theory, BUDGET_MS, least),
            measured.ratio(ALL, BOUNDED, Figure.P99))
        .noise(measured.noise(Figure.P99))
        .predicted(theory)
        .higherIsBetter()
        .atLeast(least);
  }

  /** A machine that is slow takes sections away and adds none. */
  private static Finding boundedContent(Measurements measured) {
    double theory = loadedPercent();
    double most = theory + POINTS;
    return measured
        .check(
            "content in a budget",
            "%.0f %% of the sections come within it, %.0f at most, and not half of that at least."
                .formatted(theory, most),
            measured.mean(BOUNDED, LOADED))
        .noise(measured.noise(LOADED))
        .predicted(theory)
        .higherIsBetter()
        .within(theory / 2, most);
  }
}
