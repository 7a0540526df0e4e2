package fanout.lab.experiment;

import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.Constant;
import fanout.lab.load.Rate;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Scale;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Batch;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Check;
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
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A queue in front of a server at its capacity fills up with requests that will be late.
 *
 * <p>Let the server work on c calls of S each, λ calls a second arrive, λ > c / S, and each caller
 * leave after D. The first in the queue then has waited longer and longer, until it is begun when
 * less than S of its D is left. From then on every call is begun, none is finished, and the goodput
 * is 0, though the server is busy all the time.
 */
@Spec.Name(value = "overload", doc = "What happens past capacity?")
public record Overload() implements Experiment {
  private static final int SERVERS = 3;
  private static final double SERVICE_MS = 5;
  private static final double CAPACITY = SERVERS / SERVICE_MS * 1000;
  private static final double DEADLINE_MS = 25;
  private static final double SECONDS = 0.12;
  private static final List<Double> LOADS = List.of(0.5, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0);

  /** The load that is judged. */
  private static final double PAST = 2;

  /** How long a call may wait, as a share of a trial. */
  private static final double PATIENCE = (DEADLINE_MS - SERVICE_MS) / (1000 * SECONDS);

  /** Half-way from what is left without a limit to what there is with one. */
  private static final double HALF_WAY = (limitedPercent(PAST) + unlimitedPercent(PAST)) / 2;

  /** Answers in time, as a share of what the backend can answer while requests arrive. */
  private static final Figure GOODPUT = new Figure("goodput of capacity", "%");

  /** Who decides how many calls the backend gets at once. */
  private enum Way {
    NO_LIMIT("no limit", "none", List.of(0.5, 1.0, 2.0, 3.0)),
    FIXED("fixed limit", "fixed(n=%d)".formatted(2 * SERVERS), List.of(1.0, 2.0, 3.0)),
    ADAPTIVE("adaptive limit", "gradient(min=%d)".formatted(SERVERS), List.of(2.0));

    private final String text;
    private final String limit;
    private final List<Double> quick;

    /**
     * @param quick the loads that it meets in the quick size; the full one has them all
     */
    Way(String text, String limit, List<Double> quick) {
      this.text = text;
      this.limit = limit;
      this.quick = quick;
    }

    List<Double> loads(Size size) {
      return size.workFactor() > 1 ? LOADS : quick;
    }

    String at(double load) {
      return "%s, %s × capacity".formatted(text, load);
    }
  }

  @Override
  public Claim claim() {
    return new Claim(
        "Limit concurrency so as not to overwhelm a service: without a limit its goodput collapses"
            + " past capacity.",
        "Widespread guidance on semaphores in asyncio; Site Reliability Engineering, 2016, chapters"
            + " 21 and 22");
  }

  @Override
  public String method() {
    return ("A backend works on %d calls of %.0f ms at a time and lets the rest wait, as many as"
            + " come. Requests arrive at %s to %s times its capacity of %.0f a second, above it"
            + " for %.0f ms, whether or not earlier ones have been answered, and their callers"
            + " leave after %.0f ms. The aggregator passes on all of them, or has no more than %d"
            + " under way (as many as the backend works on, and as many on their way), or as many"
            + " as it learns to be good. The figure is how many are answered in time.")
        .formatted(
            SERVERS,
            SERVICE_MS,
            LOADS.getFirst(),
            LOADS.getLast(),
            CAPACITY,
            1000 * SECONDS,
            DEADLINE_MS,
            2 * SERVERS);
  }

  @Override
  public String prediction() {
    return "Capacity is c / S = %d / %.0f ms = %.0f a second, %.0f in a trial. At %.0f times that, without a limit, after %.0f calls the queue is so long that each is begun with less than %.0f ms left: %.0f %% of capacity, %.0f %% at 1.5 and %.0f %% at 3 times; and the longer the overload the less. With a limit it is %.0f %%: all of it, and on until the last caller leaves."
        .formatted(
            SERVERS,
            SERVICE_MS,
            CAPACITY,
            CAPACITY * SECONDS,
            PAST,
            unlimitedPercent(PAST) / 100 * CAPACITY * SECONDS,
            SERVICE_MS,
            unlimitedPercent(PAST),
            unlimitedPercent(1.5),
            unlimitedPercent(3),
            limitedPercent(PAST));
  }

  /**
   * Goodput without a limit, in per cent of capacity. The wait of the call that arrives at t is (ρ
   * − 1) t: from (D − S) / (ρ − 1) on all are late, which are all of them where that is after the
   * trial.
   *
   * @param load ρ, in capacities
   */
  static double unlimitedPercent(double load) {
    return load <= 1 + PATIENCE ? 100 * load : 100 * PATIENCE * load / (load - 1);
  }

  /** With one: all that comes or can be done, the latter until the last caller leaves. */
  private static double limitedPercent(double load) {
    return 100 * Math.min(load, 1 + PATIENCE);
  }

  private static double theory(Way way, double load) {
    return way == Way.NO_LIMIT ? unlimitedPercent(load) : limitedPercent(load);
  }

  /** What a backend can take is its own affair: no request can change it. */
  @Override
  public Setup setup() {
    return Setup.USUAL.behavior(
        "orders:latency=%.0fms,capacity=limited(concurrent=%d,queue=100000)"
            .formatted(SERVICE_MS, SERVERS));
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(6));
    for (Way way : Way.values()) {
      for (double load : way.loads(size)) {
        // Below capacity nothing builds up, so that half the time shows as much. What is left past
        // it depends on the length, which is therefore the same in the full size.
        double seconds = load < 1 ? SECONDS / 2 : SECONDS;
        int requests = (int) Math.round(load * CAPACITY * seconds);
        design = design.plus(arm(way, load, Math.min(requests, size.work(requests))));
      }
    }
    return design.twice(Way.FIXED.at(PAST));
  }

  private static Arm arm(Way way, double load, int requests) {
    Ask ask =
        Ask.of("u-1001")
            .plan(
                "sections=orders,budget=%.0fms,reserve=0ms; orders:required=true,concurrency=%s"
                    .formatted(DEADLINE_MS, way.limit));
    return new Arm(
        way.at(load),
        way == Way.NO_LIMIT && load > 1,
        bench -> {
          double rate = load * CAPACITY;
          Batch batch = bench.dashboards(ask, new Constant(new Rate(rate)), requests);
          return Observation.of(batch)
              .with(GOODPUT, load * batch.share(call -> call.status().isOk()));
        });
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    return Conclusion.on(GOODPUT)
        .finding(
            check(measured, Way.NO_LIMIT, "Without a limit less than %.0f %% of capacity is left")
                .atMost(HALF_WAY))
        .finding(
            check(measured, Way.FIXED, "With a fixed limit more than %.0f %% is").atLeast(HALF_WAY))
        .finding(
            check(measured, Way.ADAPTIVE, "With an adaptive limit more than %.0f %% is")
                .atLeast(HALF_WAY))
        .answer(
            "At twice its capacity of %.0f a second a backend answers %s of that in time without a limit, %s with a fixed and %s with an adaptive one; theory says %.0f, %.0f and %.0f %%. Half of all callers know their answer, or that there is none, after %s, %s and %s."
                .formatted(
                    CAPACITY,
                    goodput(measured, Way.NO_LIMIT),
                    goodput(measured, Way.FIXED),
                    goodput(measured, Way.ADAPTIVE),
                    theory(Way.NO_LIMIT, PAST),
                    theory(Way.FIXED, PAST),
                    theory(Way.ADAPTIVE, PAST),
                    median(measured, Way.NO_LIMIT),
                    median(measured, Way.FIXED),
                    median(measured, Way.ADAPTIVE)))
        .meaning(
            "A queue hides overload until everything in it is late. Let in what can be worked on at"
                + " once, by Little's law capacity × latency, and turn the rest away on arrival:"
                + " they can still go elsewhere. Where capacity changes, let an adaptive limit"
                + " follow it; and never queue longer than callers wait.")
        .table(measured, GOODPUT, Figure.FAILED, Figure.P50, Figure.P99)
        .chart(chart(measured))
        .example("twice the capacity, no limit", measured.atMedian(Way.NO_LIMIT.at(PAST)))
        .example("twice the capacity, fixed limit", measured.inTail(Way.FIXED.at(PAST)));
  }

  private static String goodput(Measurements measured, Way way) {
    return Shown.value(measured.mean(way.at(PAST), GOODPUT));
  }

  private static String median(Measurements measured, Way way) {
    return Shown.value(measured.median(way.at(PAST), Figure.P50));
  }

  private static Check check(Measurements measured, Way way, String says) {
    return measured
        .check(
            way.text,
            (says + ", half-way between collapse and none, at %.0f × capacity.")
                .formatted(HALF_WAY, PAST),
            measured.mean(way.at(PAST), GOODPUT))
        .noise(measured.noise(GOODPUT))
        .predicted(theory(way, PAST))
        .higherIsBetter();
  }

  private static Chart chart(Measurements measured) {
    double[] xs = DoubleStream.iterate(0.25, x -> x <= 3, x -> x + 0.01).toArray();
    return new Chart(
        "Requests answered in time, by load",
        Charts.axis("load, × capacity", "", Scale.LINEAR),
        Charts.axis("answered in time, of capacity", "%", Scale.LINEAR),
        List.of(
            series(measured, Way.NO_LIMIT, Kind.WRONG_TWIN),
            series(measured, Way.FIXED, Kind.MEASURED),
            series(measured, Way.ADAPTIVE, Kind.MEASURED),
            Charts.curve("theory, no limit", Kind.THEORY, xs, Overload::unlimitedPercent),
            Charts.curve("theory, limited", Kind.THEORY, xs, Overload::limitedPercent)));
  }

  private static Chart.Series series(Measurements measured, Way way, Kind kind) {
    List<String> arms = measured.design().arms().stream().map(Arm::name).toList();
    return Charts.points(
        way.text,
        kind,
        LOADS.stream().filter(load -> arms.contains(way.at(load))).toList(),
        load -> Charts.point(load, measured.mean(way.at(load), GOODPUT)));
  }
}
