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

/** A blocking call holds a thread; whether that matters depends on what a thread costs. */
@Spec.Name(value = "mixed-stacks", doc = "What does a blocking client do inside an async service?")
public record MixedStacks() implements Experiment {
  private static final int THREADS = 4;
  private static final double LATENCY_MS = 10;
  private static final double CEILING = THREADS / LATENCY_MS * 1000;
  private static final double LOW = CEILING / 2;
  private static final double HIGH = 2 * CEILING;
  private static final List<Double> RATES = List.of(LOW, HIGH);
  private static final double TOLERANCE = 0.15;

  private static final String POOL = "platform-pool(threads=%d,queue=10000)".formatted(THREADS);
  private static final String POOL_NAME = "blocking, pool of %d".formatted(THREADS);
  private static final String VIRTUAL_NAME = "blocking, virtual threads";
  private static final String ASYNC_NAME = "async";

  @Override
  public Claim claim() {
    return new Claim(
        "A blocking client inside an asynchronous service holds a thread for each call; under load"
            + " the pool is exhausted and requests queue.",
        "Widespread guidance on mixing blocking and asynchronous code");
  }

  @Override
  public String method() {
    return ("Dashboards of one call of %.0f ms arrive at %.0f and at %.0f a second, whether or not"
            + " earlier ones have been answered. The aggregator calls by blocking stubs on a"
            + " pool of %d threads, by blocking stubs on virtual threads, or by async stubs. A"
            + " rate is counted until the last answer, which comes one latency after the last"
            + " arrival: a short trial reads somewhat below what it was asked for.")
        .formatted(LATENCY_MS, LOW, HIGH, THREADS);
  }

  @Override
  public String prediction() {
    return "The pool answers k / S = %d / %.0f ms = %.0f requests a second and no more (Little's law); of %.0f asked for the others answer all, %.1f times as many."
        .formatted(THREADS, LATENCY_MS, CEILING, HIGH, HIGH / CEILING);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(7));
    for (double rate : RATES) {
      int requests = size.work((int) (0.12 * rate));
      design =
          design
              .plus(arm(ASYNC_NAME, "concurrent", rate, requests))
              .plus(arm(VIRTUAL_NAME, "virtual-threads", rate, requests))
              .plus(arm(POOL_NAME, POOL, rate, requests));
    }
    return design.twice(name(ASYNC_NAME, HIGH));
  }

  private static String name(String stack, double rate) {
    return "%s, %.0f/s".formatted(stack, rate);
  }

  private static Arm arm(String stack, String strategy, double rate, int requests) {
    Ask ask =
        Ask.of("u-1001")
            .plan("sections=orders,budget=10s,strategy=" + strategy)
            .simulation("orders:latency=%.0fms".formatted(LATENCY_MS));
    return new Arm(
        name(stack, rate),
        stack.equals(POOL_NAME),
        bench -> Observation.of(bench.dashboards(ask, new Constant(new Rate(rate)), requests)));
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate pool = measured.median(name(POOL_NAME, HIGH), Figure.THROUGHPUT);
    Estimate more = against(measured, ASYNC_NAME);
    Estimate virtual = against(measured, VIRTUAL_NAME);
    double halfWay = (1 + HIGH / CEILING) / 2;
    return Conclusion.on(Figure.THROUGHPUT)
        .finding(
            measured
                .check(
                    "async has no such ceiling",
                    "Asked for twice what the pool can answer, async answers at least %.2f times as many requests."
                        .formatted(halfWay),
                    more)
                .higherIsBetter()
                .noise(measured.noise(Figure.THROUGHPUT))
                .predicted(HIGH / CEILING)
                .atLeast(halfWay))
        .finding(
            measured
                .check(
                    "ceiling of the pool",
                    "The pool answers at most k / S = %.0f requests a second, give or take %.0f %%."
                        .formatted(CEILING, 100 * TOLERANCE),
                    pool)
                .noise(measured.noise(Figure.THROUGHPUT))
                .predicted(CEILING)
                .higherIsBetter()
                .atMost(CEILING * (1 + TOLERANCE)))
        .finding(
            measured
                .check(
                    "virtual threads",
                    "Blocking on virtual threads answers at least %.2f times as many requests as the pool."
                        .formatted(halfWay),
                    virtual)
                .higherIsBetter()
                .noise(measured.noise(Figure.THROUGHPUT))
                .predicted(HIGH / CEILING)
                .atLeast(halfWay))
        .answer(
            "A pool of %d threads answers %s where theory allows %.0f; async answers %s as many, blocking on virtual threads %s as many."
                .formatted(
                    THREADS, Shown.value(pool), CEILING, Shown.value(more), Shown.value(virtual)))
        .meaning(
            "Size a pool by threads = rate × latency of the slowest thing that holds one, or do not"
                + " have one: it is not blocking that costs, but that threads are few. Below its"
                + " ceiling a pool is as good as anything.")
        .table(measured, Figure.THROUGHPUT, Figure.P50, Figure.P99)
        .chart(chart(measured))
        .example(
            "pool of %d, %.0f/s, in the tail".formatted(THREADS, HIGH),
            measured.inTail(name(POOL_NAME, HIGH)))
        .example(
            "async, %.0f/s, in the tail".formatted(HIGH), measured.inTail(name(ASYNC_NAME, HIGH)));
  }

  private static Estimate against(Measurements measured, String stack) {
    return measured.ratio(name(stack, HIGH), name(POOL_NAME, HIGH), Figure.THROUGHPUT);
  }

  private static Chart chart(Measurements measured) {
    return new Chart(
        "Requests answered, by requests asked for",
        Charts.axis("asked for", "1/s", Scale.LINEAR),
        Charts.axis("answered", "1/s", Scale.LINEAR),
        List.of(
            series(measured, ASYNC_NAME, Kind.MEASURED),
            series(measured, VIRTUAL_NAME, Kind.MEASURED),
            series(measured, POOL_NAME, Kind.WRONG_TWIN),
            Charts.curve(
                "min(rate, k / S)",
                Kind.THEORY,
                new double[] {LOW, CEILING, HIGH},
                rate -> Math.min(rate, CEILING))));
  }

  private static Series series(Measurements measured, String stack, Kind kind) {
    return Charts.points(
        stack,
        kind,
        RATES,
        rate -> Charts.point(rate, measured.median(name(stack, rate), Figure.THROUGHPUT)));
  }
}
