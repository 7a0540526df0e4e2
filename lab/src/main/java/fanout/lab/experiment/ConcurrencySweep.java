package fanout.lab.experiment;

import fanout.lab.load.LoadResult;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Scale;
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
import java.util.List;

/** More calls in flight help until the server's own limit; beyond it they only wait elsewhere. */
@Spec.Name(value = "concurrency-sweep", doc = "How much concurrency is enough?")
public record ConcurrencySweep() implements Experiment {
  private static final List<Integer> IN_FLIGHT = List.of(1, 10, 25, 50, 100, 200);
  private static final int CAPACITY = 50;
  private static final double LATENCY_MS = 10;
  private static final int CALLS = 1000;

  /** Calls of a trial, from which the time of 1,000 is told: for each that is in flight. */
  private static final int EACH = 6;

  private static final int FEWEST = 12;
  private static final int MOST = 400;

  /** Half-way from no gain to twice as fast, as ratios go. */
  private static final double LITTLE = Math.sqrt(2);

  /**
   * What was published.
   *
   * @param inFlight calls at a time
   * @param seconds for 1,000 calls; ours take a hundredth
   */
  private record Published(int inFlight, double seconds) {}

  private static final Published ONE = new Published(1, 1040);
  private static final Published TEN = new Published(10, 108);
  private static final Published FIFTY = new Published(50, 25);
  private static final Published HUNDRED = new Published(100, 14);

  private static final double TIME_SCALE = 100;
  private static final Figure TIME = new Figure("time of 1,000 calls", "s");

  @Override
  public Claim claim() {
    return new Claim(
        "1,000 calls take 1040 s one at a time, 108 s with 10 in flight, 25 s with 50 and 14 s with"
            + " 100: there is little to gain past about 50, where the server's own limit bites.",
        "Published measurements of a semaphore-bounded asyncio client");
  }

  @Override
  public String method() {
    return ("A client with a bound on its calls in flight calls one backend of %.0f ms that takes"
            + " %d calls at a time and lets the others wait; a hundredth of the published time"
            + " scale. The figure is the time that 1,000 calls take at the throughput of the"
            + " trial.")
        .formatted(LATENCY_MS, CAPACITY);
  }

  @Override
  public String prediction() {
    return "N · S / min(c, C) with C = %d: %s for 1,000 calls."
        .formatted(
            CAPACITY,
            String.join(
                ", ",
                IN_FLIGHT.stream()
                    .map(c -> "%.2f s with %d in flight".formatted(seconds(c), c))
                    .toList()));
  }

  /** What theory gives for 1,000 calls. */
  static double seconds(double inFlight) {
    return CALLS * LATENCY_MS / 1000 / Math.min(inFlight, CAPACITY);
  }

  @Override
  public Setup setup() {
    return Setup.USUAL
        .behavior(
            "latency=0ms; orders:latency=%.0fms,capacity=limited(concurrent=%d,queue=10000)"
                .formatted(LATENCY_MS, CAPACITY))
        .needs(Ability.BACKENDS);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(8)).warmUps(6).inPairs();
    for (int inFlight : IN_FLIGHT) {
      design = design.plus(arm(inFlight, size));
    }
    return design.twice(name(CAPACITY));
  }

  private static String name(int inFlight) {
    return inFlight + " in flight";
  }

  /** Many calls where they are quick, fewer where each waits for the one before. */
  private static Arm arm(int inFlight, Size size) {
    int calls = Math.max(2 * inFlight, size.work(Math.clamp((long) EACH * inFlight, FEWEST, MOST)));
    return new Arm(
        name(inFlight),
        inFlight == 1,
        bench -> {
          LoadResult load =
              bench.load(
                  bench.orders(bench.testbed().backendChannel("orders"), ""), inFlight, calls);
          return Observation.of(load).with(TIME, CALLS / load.rps());
        });
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate past = measured.ratio(name(CAPACITY), name(2 * CAPACITY), TIME);
    Estimate ten = measured.ratio(name(1), name(10), TIME);
    Estimate knee = measured.ratio(name(1), name(CAPACITY), TIME);
    return Conclusion.on(TIME)
        .finding(
            measured
                .check(
                    "past the knee",
                    "%d in flight are at most %.2f times as fast as %d."
                        .formatted(2 * CAPACITY, LITTLE, CAPACITY),
                    past)
                .noise(measured.noise(TIME))
                .predicted(seconds(CAPACITY) / seconds(2.0 * CAPACITY))
                .published(FIFTY.seconds / HUNDRED.seconds)
                .atMost(LITTLE))
        .finding(
            measured
                .check("ten in flight", "10 in flight are at least 5 times as fast as 1.", ten)
                .higherIsBetter()
                .noise(measured.noise(TIME))
                .predicted(seconds(1) / seconds(10))
                .published(ONE.seconds / TEN.seconds)
                .atLeast(5))
        .finding(
            measured
                .check(
                    "at the knee",
                    "%d in flight are at least %d times as fast as 1."
                        .formatted(CAPACITY, CAPACITY / 2),
                    knee)
                .higherIsBetter()
                .noise(measured.noise(TIME))
                .predicted(seconds(1) / seconds(CAPACITY))
                .published(ONE.seconds / FIFTY.seconds)
                .atLeast(CAPACITY / 2.0))
        .answer(
            "%d calls in flight are %s as fast as one, %d only %s as fast as %d: the backend takes %d at a time."
                .formatted(
                    CAPACITY,
                    Shown.value(knee),
                    2 * CAPACITY,
                    Shown.value(past),
                    CAPACITY,
                    CAPACITY))
        .meaning(
            "Bound what is in flight near the capacity of what you call: throughput is min(c, C) /"
                + " S by Little's law, and every call beyond C waits in a queue that you do not"
                + " see. The published table goes on falling by half from 50 to 100: its server's"
                + " limit was further out than its text says.")
        .table(measured, TIME, Figure.THROUGHPUT, Figure.P50)
        .chart(chart(measured))
        .example("50 in flight, at the median", measured.atMedian(name(CAPACITY)))
        .example("200 in flight, at the median", measured.atMedian(name(4 * CAPACITY)))
        .example("200 in flight, in the tail", measured.inTail(name(4 * CAPACITY)));
  }

  private static Chart chart(Measurements measured) {
    double[] xs = IN_FLIGHT.stream().mapToDouble(c -> c).toArray();
    return new Chart(
        "Time of 1,000 calls by calls in flight",
        Charts.axis("calls in flight", "", Scale.LOG),
        Charts.axis("time", "s", Scale.LOG),
        List.of(
            Charts.points(
                "measured",
                Kind.MEASURED,
                IN_FLIGHT,
                c -> Charts.point(c, measured.median(name(c), TIME))),
            Charts.curve("N · S / min(c, C)", Kind.THEORY, xs, ConcurrencySweep::seconds),
            Charts.points(
                "published, a hundredth",
                Kind.PUBLISHED,
                List.of(ONE, TEN, FIFTY, HUNDRED),
                p -> Charts.point(p.inFlight, p.seconds / TIME_SCALE))));
  }
}
