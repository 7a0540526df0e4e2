package fanout.lab.experiment;

import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Constant;
import fanout.lab.load.Rate;
import fanout.lab.result.Estimate;
import fanout.lab.trial.Arm;
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
import java.time.Duration;

/** The first lesson: calls in turn add up, calls at once cost as much as the slowest of them. */
@Spec.Name(value = "dashboard", doc = "What does fan-out buy one dashboard request?")
public record Dashboard() implements Experiment {
  private static final double USER = 40;
  private static final double ORDERS = 120;
  private static final double NOTIFICATIONS = 80;
  private static final double SUM = USER + ORDERS + NOTIFICATIONS;
  private static final double MAX = Math.max(USER, Math.max(ORDERS, NOTIFICATIONS));

  /** What one call costs besides its backend's latency, generously. */
  private static final double OVERHEAD_SHARE = 0.1;

  private static final String IN_TURN = "sequential";
  private static final String AT_ONCE = "concurrent";
  private static final String PITFALL = "one-at-a-time";

  @Override
  public Claim claim() {
    return new Claim(
        "Concurrent I/O takes as long as the longest of its parts, not their sum: ten queries of"
            + " 100 ms take about 100 ms, not 1000.",
        "Widespread guidance on Python's asyncio.gather");
  }

  @Override
  public String method() {
    return "One dashboard asks three backends that take %.0f, %.0f and %.0f ms. Each trial sends a"
            .formatted(USER, ORDERS, NOTIFICATIONS)
        + " few requests at a fixed rate, far below what the machine can do, under each strategy"
        + " that the aggregator has. The figure of a trial is the median time from send to answer.";
  }

  @Override
  public String prediction() {
    return "In turn %.0f + %.0f + %.0f = %.0f ms, at once max = %.0f ms: %.1f times as fast."
        .formatted(USER, ORDERS, NOTIFICATIONS, SUM, MAX, SUM / MAX);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(6));
    for (Spec.Variant variant : Spec.variants(FanOutStrategy.class)) {
      design = design.plus(arm(variant.name(), size.work(4)));
    }
    return design.twice(AT_ONCE);
  }

  private static Arm arm(String strategy, int requests) {
    Ask ask =
        Ask.of("u-1001")
            .plan("strategy=" + strategy)
            .simulation(
                "user:latency=%.0fms; orders:latency=%.0fms; notifications:latency=%.0fms"
                    .formatted(USER, ORDERS, NOTIFICATIONS));
    return new Arm(
        strategy,
        strategy.equals(PITFALL),
        bench -> Observation.of(bench.dashboards(ask, new Constant(new Rate(400)), requests)));
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate speedUp = measured.ratio(IN_TURN, AT_ONCE, Figure.P50);
    Estimate concurrent = measured.median(AT_ONCE, Figure.P50);
    Estimate pitfall = measured.ratio(PITFALL, IN_TURN, Figure.P50);
    double theory = SUM / MAX;
    double halfWay = (1 + theory) / 2;
    return Conclusion.on(Figure.P50)
        .finding(
            measured
                .check(
                    "speed-up",
                    "Calls at once are nearer to sum / max = %.1f times as fast as calls in turn than to no faster: at least %.1f times."
                        .formatted(theory, halfWay),
                    speedUp)
                .higherIsBetter()
                .noise(measured.noise(Figure.P50))
                .predicted(theory)
                .published(10)
                .atLeast(halfWay))
        .finding(
            measured
                .check(
                    "longest part",
                    "A dashboard whose calls are made at once takes as long as its slowest backend, %.0f ms, within %.0f %%."
                        .formatted(MAX, 100 * OVERHEAD_SHARE),
                    concurrent)
                .lowerIsBetter()
                .noise(measured.noise(Figure.P50))
                .predicted(MAX)
                .within(MAX * (1 - OVERHEAD_SHARE), MAX * (1 + OVERHEAD_SHARE)))
        .finding(
            measured
                .check(
                    "awaited in turn",
                    "Asynchronous calls that are awaited one after the other are as slow as blocking ones, within %.0f %%."
                        .formatted(100 * OVERHEAD_SHARE),
                    pitfall)
                .noise(measured.noise(Figure.P50))
                .predicted(1)
                .within(1 - OVERHEAD_SHARE, 1 + OVERHEAD_SHARE))
        .answer(
            "Calls at once answer in %s, calls in turn in %s: %s times as fast, where theory says %.1f."
                .formatted(
                    Shown.value(concurrent),
                    Shown.value(measured.median(IN_TURN, Figure.P50)),
                    Shown.number(speedUp.value()),
                    theory))
        .meaning(
            "What you save is the sum less the slowest: with one dominant backend nearly nothing,"
                + " with ten alike nine tenths. How the calls are made at once matters little here;"
                + " whether each is awaited before the next is made matters as much as anything"
                + " can.")
        .table(measured, Figure.P50, Figure.P95, Figure.MAX)
        .chart(
            Charts.bars(
                "Median time of a dashboard by strategy",
                measured,
                Figure.P50,
                arm -> chained(arm.name()) ? SUM : MAX))
        .example("in turn, at the median", measured.atMedian(IN_TURN))
        .example("at once, at the median", measured.atMedian(AT_ONCE))
        .example("awaited one at a time, in the tail", measured.inTail(PITFALL));
  }

  private static boolean chained(String strategy) {
    return Spec.parse(FanOutStrategy.class, strategy).shape() == Shape.CHAINED;
  }
}
