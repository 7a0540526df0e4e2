package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Estimate;
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
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What is rare for one call is usual for a request that makes many. */
@Spec.Name(value = "tail-amplification", doc = "What does width do to the tail?")
public record TailAmplification() implements Experiment {
  private static final List<Integer> WIDTHS = List.of(1, 3, 10, 30, 100);
  private static final int WIDEST = 100;
  private static final double STRAGGLERS = 0.01;
  private static final double USUAL_MS = 5;
  private static final double STRAGGLER_MS = 80;

  /** Half a straggler: far above what the machine adds, far below what a straggler takes. */
  private static final double SLOW_MS = 40;

  private static final double PUBLISHED = 63;
  private static final double TOLERANCE = 12;

  /**
   * Requests of the widest in a trial, whose share decides: with six trials, the fewest, 288, so
   * that the standard error √(pq/n) is 2.8 points and an interval of ± 2.4 of them has room in the
   * tolerance.
   */
  private static final int MOST = 48;

  /** Where none should be slow, few show it. */
  private static final int FEW = 12;

  private static final int CALLERS = 8;

  /** From {@link #WIDE} on: with more a young JVM is slow without any straggler. */
  private static final int FEW_CALLERS = 7;

  /**
   * Where nothing is slow: as many as elsewhere would ask three times as often, and it would be the
   * machine that is slow. Two ask a little more often than eight do of whom five wait for a
   * straggler.
   */
  private static final int CONTROLS = 2;

  /** Compared with itself, too: wide enough to have stragglers, and cheap. */
  private static final int WIDE = 30;

  private static final String CONTROL = "100 wide, no stragglers";
  private static final Figure SLOW = new Figure("slow", "%");

  @Override
  public Claim claim() {
    return new Claim(
        "If one server in a hundred is slow, 63 % of the requests that ask a hundred servers are.",
        "Dean and Barroso, The Tail at Scale, Communications of the ACM 56(2), 2013");
  }

  @Override
  public String method() {
    return ("One section is asked for by 1 to %d calls at once. Every call takes %.0f ms, one in a"
            + " hundred %.0f ms. A request is slow if it takes more than %.0f ms. %d callers ask,"
            + " each when it has its answer. That it is not the width itself that is slow show"
            + " requests as wide without stragglers, of %d callers: they ask as often as %d who"
            + " mostly wait for a straggler.")
        .formatted(WIDEST, USUAL_MS, STRAGGLER_MS, SLOW_MS, CALLERS, CONTROLS, CALLERS);
  }

  @Override
  public String prediction() {
    return "1 − (1 − p)^n of the requests meet a straggler: %s."
        .formatted(
            String.join(
                ", ",
                WIDTHS.stream()
                    .map(n -> "%.1f %% of those %d wide".formatted(slowPercent(n), n))
                    .toList()));
  }

  /** Share of requests that meet a straggler, in per cent. */
  static double slowPercent(double width) {
    return 100 * (1 - Math.pow(1 - STRAGGLERS, width));
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(8));
    String latency = "latency=99%%:%.0fms|1%%:%.0fms".formatted(USUAL_MS, STRAGGLER_MS);
    for (int width : WIDTHS) {
      boolean widest = width == WIDEST;
      // The narrower, the rarer a straggler, the more requests it takes to see some.
      int requests = size.work(widest ? MOST : 10 + 54 / width);
      int callers = width < WIDE ? CALLERS : FEW_CALLERS;
      design = design.plus(arm(name(width), widest, width, latency, callers, requests));
    }
    String steady = "latency=%.0fms".formatted(USUAL_MS);
    return design
        .plus(arm(CONTROL, false, WIDEST, steady, CONTROLS, size.work(FEW)))
        .twice(name(WIDE));
  }

  private static String name(int width) {
    return width + " wide";
  }

  private static Arm arm(
      String name, boolean wrong, int width, String behavior, int callers, int requests) {
    Ask ask =
        Ask.of("u-1001")
            .plan("sections=orders; orders:shards=" + width)
            .simulation("orders:" + behavior);
    return new Arm(
        name,
        wrong,
        bench -> {
          Batch batch = bench.dashboards(ask, callers, requests);
          return Observation.of(batch)
              .with(SLOW, batch.share(call -> call.elapsed().toNanos() > SLOW_MS * 1e6));
        });
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate widest = measured.mean(name(WIDEST), SLOW);
    Estimate narrowest = measured.mean(name(1), SLOW);
    Estimate control = measured.mean(CONTROL, SLOW);
    double theory = slowPercent(WIDEST);
    return Conclusion.on(SLOW)
        .finding(
            measured
                .check(
                    "slow at 100 wide",
                    "Of requests 100 wide, %.0f %% are slow when 1 %% of the calls are, give or take %.0f points."
                        .formatted(theory, TOLERANCE),
                    widest)
                .noise(measured.noise(SLOW))
                .predicted(theory)
                .published(PUBLISHED)
                .lowerIsBetter()
                .within(theory - TOLERANCE, theory + TOLERANCE))
        .finding(
            measured
                .check(
                    "width alone",
                    "Requests as wide without stragglers are slow in fewer than %.0f %% of the cases."
                        .formatted(TOLERANCE),
                    control)
                .lowerIsBetter()
                .noise(measured.noise(SLOW))
                .predicted(0)
                .atMost(TOLERANCE))
        .answer(
            "With 1 %% of calls slow, %s of requests 100 wide are slow and %s of those that make one call; theory says %.0f %% and %.0f %%."
                .formatted(Shown.value(widest), Shown.value(narrowest), theory, slowPercent(1)))
        .meaning(
            "The p99 of a service is what its widest callers see as their median. Look at the"
                + " percentile 1 − 1/n of what you fan out to, n wide; a hedge, a limit with a"
                + " substitute, or a quorum keeps a straggler from deciding.")
        .table(measured, SLOW, Figure.P50, Figure.P99)
        .chart(chart(measured))
        .example("100 wide, at the median", measured.atMedian(name(WIDEST)))
        .example("3 wide, in the tail", measured.inTail(name(3)));
  }

  private static Chart chart(Measurements measured) {
    double[] xs = IntStream.rangeClosed(1, WIDEST).asDoubleStream().toArray();
    return new Chart(
        "Requests that are slow, by width",
        Charts.axis("calls of one request", "", Scale.LOG),
        Charts.axis("slow requests", "%", Scale.LINEAR),
        List.of(
            Charts.points(
                "measured",
                Kind.MEASURED,
                WIDTHS,
                n -> Charts.point(n, measured.mean(name(n), SLOW))),
            Charts.curve("1 − 0.99ⁿ", Kind.THEORY, xs, TailAmplification::slowPercent),
            new Chart.Series(
                "Dean and Barroso", Kind.PUBLISHED, List.of(Charts.point(WIDEST, PUBLISHED)))));
  }
}
