package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Constant;
import fanout.lab.load.Rate;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Chart.Series;
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
import java.util.List;

/** Asynchronous is not concurrent: what matters is whether a call waits for the one before. */
@Spec.Name(value = "one-at-a-time", doc = "What are asynchronous calls worth, awaited in turn?")
public record OneAtATime() implements Experiment {
  private static final List<Integer> CALLS = List.of(1, 3, 10);
  private static final int MOST = 10;
  private static final double LATENCY_MS = 15;
  private static final double TOLERANCE = 0.25;

  private static final String AT_ONCE = "concurrent";
  private static final String PITFALL = "one-at-a-time";
  private static final String BLOCKING = "sequential";

  @Override
  public Claim claim() {
    return new Claim(
        "Awaiting each asynchronous call before the next is made defeats the purpose: it is as slow"
            + " as sequential code.",
        "Widespread guidance on async and await");
  }

  @Override
  public String method() {
    return ("A section is asked for by %s calls of %.0f ms each: async stubs all at once, async"
            + " stubs each awaited before the next, blocking stubs in turn.")
        .formatted(CALLS, LATENCY_MS);
  }

  @Override
  public String prediction() {
    return "%d calls at once take %.0f ms, in turn %.0f ms however they are made."
        .formatted(MOST, LATENCY_MS, MOST * LATENCY_MS);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(8);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(9)).warmUps(3).inPairs();
    for (int calls : CALLS) {
      for (String strategy : List.of(AT_ONCE, PITFALL, BLOCKING)) {
        design = design.plus(arm(strategy, calls, size.work(4)));
      }
    }
    return design.twice(name(AT_ONCE, MOST));
  }

  private static String name(String strategy, int calls) {
    return calls == 1 ? strategy + ", 1 call" : "%s, %d calls".formatted(strategy, calls);
  }

  private static Arm arm(String strategy, int calls, int requests) {
    Ask ask =
        Ask.of("u-1001")
            .plan("sections=orders,strategy=%s; orders:shards=%d".formatted(strategy, calls))
            .simulation("orders:latency=%.0fms".formatted(LATENCY_MS));
    return new Arm(
        name(strategy, calls),
        strategy.equals(PITFALL),
        bench -> Observation.of(bench.dashboards(ask, new Constant(new Rate(400)), requests)));
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate against = ratio(measured, PITFALL, BLOCKING);
    Estimate lost = ratio(measured, PITFALL, AT_ONCE);
    double halfWay = (1 + MOST) / 2.0;
    return Conclusion.on(Figure.P50)
        .finding(
            measured
                .check(
                    "as slow as sequential",
                    "%d asynchronous calls awaited in turn take as long as %d blocking ones, within %.0f %%."
                        .formatted(MOST, MOST, 100 * TOLERANCE),
                    against)
                .noise(measured.noise(Figure.P50))
                .predicted(1)
                .lowerIsBetter()
                .within(1 / (1 + TOLERANCE), 1 + TOLERANCE))
        .finding(
            measured
                .check(
                    "what was there to win",
                    "They take at least %.1f times as long as the same calls at once."
                        .formatted(halfWay),
                    lost)
                .higherIsBetter()
                .noise(measured.noise(Figure.P50))
                .predicted(MOST)
                .atLeast(halfWay))
        .answer(
            "%d asynchronous calls awaited one at a time take %s, %s as long as blocking ones and %s as long as at once."
                .formatted(
                    MOST,
                    Shown.value(measured.median(name(PITFALL, MOST), Figure.P50)),
                    Shown.value(against),
                    Shown.value(lost)))
        .meaning(
            "Look for an await between two calls that do not need each other's answers. The"
                + " compiler does not complain, the thread is free meanwhile, and the user waits"
                + " for the sum.")
        .table(measured, Figure.P50, Figure.P95)
        .chart(chart(measured))
        .example("3 calls, one at a time, at the median", measured.atMedian(name(PITFALL, 3)))
        .example("3 calls at once, at the median", measured.atMedian(name(AT_ONCE, 3)));
  }

  private static Estimate ratio(Measurements measured, String strategy, String other) {
    return measured.ratio(name(strategy, MOST), name(other, MOST), Figure.P50);
  }

  private static Chart chart(Measurements measured) {
    double[] xs = CALLS.stream().mapToDouble(calls -> calls).toArray();
    return new Chart(
        "Median time by number of calls",
        Charts.axis("calls of one request", "", Scale.LINEAR),
        Charts.axis("p50", "ms", Scale.LINEAR),
        List.of(
            series(measured, AT_ONCE, Kind.MEASURED),
            series(measured, PITFALL, Kind.WRONG_TWIN),
            series(measured, BLOCKING, Kind.MEASURED),
            Charts.curve("theory: sum", Kind.THEORY, xs, n -> n * LATENCY_MS),
            Charts.curve("theory: longest", Kind.THEORY, xs, n -> LATENCY_MS)));
  }

  private static Series series(Measurements measured, String strategy, Kind kind) {
    return Charts.points(
        strategy,
        kind,
        CALLS,
        n -> Charts.point(n, measured.median(name(strategy, n), Figure.P50)));
  }
}
