package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
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
import java.util.function.ToDoubleFunction;

/**
 * Where the curves of calls in turn and calls at once cross, as the backends get slower; for one
 * caller, whose wait is at stake, and at saturation, where the machine's work is.
 */
@Spec.Name(value = "break-even", doc = "From which backend latency on does concurrency pay?")
public record BreakEven() implements Experiment {
  private static final List<Integer> LATENCIES_US =
      List.of(0, 25, 50, 100, 200, 500, 1000, 2000, 5000);
  private static final List<Integer> SATURATED_US = List.of(0, 200, 1000);
  private static final int SECTIONS = 3;
  private static final double PUBLISHED_MS = 1;
  private static final int CALLERS = 32;
  private static final double US_PER_MS = 1000;

  /** How long a trial of one caller takes, roughly; short latencies get more calls. */
  private static final double TRIAL_US = 10_000;

  /** What a dashboard costs without any latency, roughly. */
  private static final double OVERHEAD_US = 400;

  private static final String AT_ONCE = "concurrent";
  private static final String IN_TURN = "sequential";

  @Override
  public Claim claim() {
    return new Claim(
        "Asynchronous calls pay only above 1 ms for each I/O operation; below, their overhead"
            + " outweighs the waiting that they save.",
        "Published rules of thumb for Python's asyncio");
  }

  @Override
  public String method() {
    return ("Three backends take the same latency, from 0 to 5 ms. One caller asks for dashboards"
            + " in turn and at once; the break-even is where at once begins to be faster,"
            + " interpolated between the latencies measured, with the noise floor in its"
            + " interval. %d callers that never pause show the same at saturation.")
        .formatted(CALLERS);
  }

  @Override
  public String prediction() {
    return "With latency L and overhead o, in turn takes %d·L + o, at once L + o: the gain is %d·L, more than nothing from L = 0 on unless calls at once cost more by themselves. At 5 ms in turn is up to %.1f times as slow."
        .formatted(SECTIONS, SECTIONS - 1, (double) SECTIONS);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(8)).warmUps(2).inPairs();
    for (int latency : LATENCIES_US) {
      int calls = (int) (TRIAL_US / (OVERHEAD_US + SECTIONS * latency));
      design =
          design
              .plus(arm(AT_ONCE, latency, 1, size.work(calls)))
              .plus(arm(IN_TURN, latency, 1, size.work(calls)));
    }
    for (int latency : SATURATED_US) {
      design =
          design
              .plus(arm(AT_ONCE, latency, CALLERS, size.work(110)))
              .plus(arm(IN_TURN, latency, CALLERS, size.work(110)));
    }
    return design.twice(name(AT_ONCE, 100, 1));
  }

  private static String name(String strategy, int latencyUs, int callers) {
    String latency = latencyUs < 1000 ? latencyUs + " µs" : latencyUs / 1000 + " ms";
    return "%s, %s%s".formatted(strategy, latency, callers == 1 ? "" : ", saturated");
  }

  private static Arm arm(String strategy, int latencyUs, int callers, int calls) {
    Ask ask =
        Ask.of("u-1001")
            .plan("strategy=" + strategy)
            .simulation("latency=%dus".formatted(latencyUs));
    return new Arm(
        name(strategy, latencyUs, callers),
        strategy.equals(IN_TURN),
        bench -> Observation.of(bench.dashboards(ask, callers, calls)));
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate breakEven = breakEven(measured);
    Estimate atNothing = ratio(measured, 0);
    Estimate atOne = ratio(measured, 1000);
    Estimate saturated = saturated(measured, 0);
    return Conclusion.on(Figure.P50)
        .finding(
            measured
                .check(
                    "break-even",
                    "For one caller, calls at once are faster only from %.0f ms of backend latency on."
                        .formatted(PUBLISHED_MS),
                    breakEven)
                .lowerIsBetter()
                .predicted(0)
                .published(PUBLISHED_MS)
                .atLeast(PUBLISHED_MS))
        .finding(
            measured
                .check(
                    "gain at 1 ms",
                    "At 1 ms, calls in turn take at least 1.5 times as long as calls at once.",
                    atOne)
                .higherIsBetter()
                .noise(measured.noise(Figure.P50))
                .predicted(inTurnOverAtOnce(PUBLISHED_MS))
                .atLeast(1.5))
        .finding(
            measured
                .check(
                    "throughput at saturation",
                    "Without latency and at saturation, calls at once answer at least as many"
                        + " requests as calls in turn, less 20 %.",
                    saturated)
                .higherIsBetter()
                .noise(measured.noise(Figure.THROUGHPUT))
                .predicted(1)
                .atLeast(0.8))
        .answer(
            "For one caller calls at once pay from %s of backend latency on; at 0 µs in turn takes %s as long, at 1 ms %s. At saturation at once answers %s as many requests."
                .formatted(
                    Shown.whole(breakEven),
                    Shown.value(atNothing),
                    Shown.value(atOne),
                    Shown.value(saturated)))
        .meaning(
            "A rule of thumb from another language is worth a measurement in yours. What a caller"
                + " waits for are round trips, and those cost most of a tenth of a millisecond"
                + " before any backend has done anything.")
        .table(measured, Figure.P50, Figure.P99, Figure.THROUGHPUT)
        .chart(chart(measured))
        .example("at once, 1 ms, at the median", measured.atMedian(name(AT_ONCE, 1000, 1)))
        .example("in turn, 1 ms, at the median", measured.atMedian(name(IN_TURN, 1000, 1)));
  }

  /**
   * Where the curves cross. Noise moves the gain up or down, and the crossing along the axis: its
   * interval reaches from where the gain passes what the noise could hide to where it passes what
   * the noise could feign.
   */
  private static Estimate breakEven(Measurements measured) {
    double noise = 1 + measured.noise(Figure.P50).size();
    Estimate crossing = at(measured, 1);
    double low = at(measured, 1 / noise).low();
    double high = at(measured, noise).high();
    return new Estimate(
        crossing.value(),
        Math.min(low, crossing.low()),
        Math.max(high, crossing.high()),
        crossing.unit(),
        crossing.trials());
  }

  private static Estimate at(Measurements measured, double floor) {
    return measured.estimate("ms", draw -> crossing(LATENCIES_US, gain(draw), floor));
  }

  /** How many times as long calls in turn take, by latency. */
  private static ToDoubleFunction<Integer> gain(Measurements.Draw draw) {
    return latency -> draw.ratio(name(IN_TURN, latency, 1), name(AT_ONCE, latency, 1), Figure.P50);
  }

  /**
   * The latency in milliseconds from which on the gain stays above {@code floor}, linear between
   * two latencies; the largest latency if it never does.
   */
  static double crossing(List<Integer> latencies, ToDoubleFunction<Integer> gain, double floor) {
    int above = latencies.size();
    while (above > 0 && gain.applyAsDouble(latencies.get(above - 1)) > floor) {
      above--;
    }
    if (above == 0 || above == latencies.size()) {
      return latencies.get(Math.min(above, latencies.size() - 1)) / US_PER_MS;
    }
    double below = gain.applyAsDouble(latencies.get(above - 1));
    double over = gain.applyAsDouble(latencies.get(above));
    double share = (floor - below) / (over - below);
    double from = latencies.get(above - 1);
    return (from + share * (latencies.get(above) - from)) / US_PER_MS;
  }

  private static Estimate ratio(Measurements measured, int latency) {
    return measured.ratio(name(IN_TURN, latency, 1), name(AT_ONCE, latency, 1), Figure.P50);
  }

  /** With a latency L and an overhead o for either, (n · L + o) / (L + o). */
  private static double inTurnOverAtOnce(double latencyMs) {
    double overhead = OVERHEAD_US / US_PER_MS;
    return (SECTIONS * latencyMs + overhead) / (latencyMs + overhead);
  }

  private static Estimate saturated(Measurements measured, int latency) {
    return measured.ratio(
        name(AT_ONCE, latency, CALLERS), name(IN_TURN, latency, CALLERS), Figure.THROUGHPUT);
  }

  private static Chart chart(Measurements measured) {
    double overhead = measured.median(name(AT_ONCE, 0, 1), Figure.P50).value();
    double[] xs = LATENCIES_US.stream().mapToDouble(us -> us / US_PER_MS).toArray();
    return new Chart(
        "Median time of a dashboard by backend latency, one caller",
        Charts.axis("backend latency", "ms", Scale.LINEAR),
        Charts.axis("p50", "ms", Scale.LINEAR),
        List.of(
            series(measured, AT_ONCE, Kind.MEASURED),
            series(measured, IN_TURN, Kind.WRONG_TWIN),
            Charts.curve("L + o, o as measured at 0", Kind.THEORY, xs, x -> x + overhead),
            Charts.curve(
                "3·L + o, with the same o", Kind.THEORY, xs, x -> SECTIONS * x + overhead)));
  }

  private static Series series(Measurements measured, String strategy, Kind kind) {
    return Charts.points(
        strategy,
        kind,
        LATENCIES_US,
        us -> Charts.point(us / US_PER_MS, measured.median(name(strategy, us, 1), Figure.P50)));
  }
}
