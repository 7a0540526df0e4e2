package fanout.lab.experiment;

import fanout.lab.load.Closed;
import fanout.lab.load.LoadResult;
import fanout.lab.load.Target;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Estimate;
import fanout.lab.testbed.Ability;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Bench;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.NotificationsCalls;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Setup;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Calls at once share their waiting; only a batch shares their cost. */
@Spec.Name(value = "batching", doc = "One batch call or many calls?")
public record Batching() implements Experiment {
  private static final int ITEMS = 100;
  private static final double LATENCY_MS = 2;

  /** A backend's default. */
  private static final int STREAM_WINDOW = 64;

  /** Client and server. */
  private static final double SIDES = 2;

  /** Small, so that what a call costs is not hidden behind its data. */
  private static final String PAYLOAD = "payload=64B";

  /** Half-way between one and a hundred, as ratios go. */
  private static final double HALF_WAY = Math.sqrt(ITEMS);

  private static final String FETCH = "fetch %d items".formatted(ITEMS);
  private static final Figure PER_ITEM = new Figure("per item", "µs");

  /** In which way the items are fetched. */
  private enum Way {
    IN_TURN("calls in turn", NotificationsCalls::inTurn),
    AT_ONCE("calls at once", NotificationsCalls::atOnce),
    STREAM("a stream", NotificationsCalls::stream),
    BATCH("a batch", NotificationsCalls::batch);

    private final String label;
    private final Function<NotificationsCalls, Target> target;

    Way(String label, Function<NotificationsCalls, Target> target) {
      this.label = label;
      this.target = target;
    }
  }

  private static String name(Way way, double latencyMs) {
    return latencyMs == 0 ? way.label : "%s, %.0f ms each".formatted(way.label, latencyMs);
  }

  @Override
  public Claim claim() {
    return new Claim(
        "Gather many calls at once: the overhead is paid once per gather, not once per call.",
        "Published advice on Python's asyncio.gather");
  }

  @Override
  public String method() {
    return ("%d small items are fetched from one backend over one connection: by a unary call each,"
            + " in turn or all at once; by one stream with a message each; by one call for all. The"
            + " backend answers at once, which leaves nothing but overhead, or after %.0f ms for"
            + " each call, message or batch. No way uses more than the event loop.")
        .formatted(ITEMS, LATENCY_MS);
  }

  @Override
  public String prediction() {
    return ("In turn costs n (L + o), at once L + n o, a batch L + o. With n = %d and L = %.0f ms"
            + " that is %.0f ms in turn, and up to %d times less at once; a stream of which %d"
            + " messages are worked on at a time takes %.0f ms. With L = 0 it is n o in turn,"
            + " at once the same but for client and server working side by side, %.0f times"
            + " less, and o for a batch. A gather that paid once would be %d times as fast as"
            + " calls in turn.")
        .formatted(
            ITEMS, LATENCY_MS, ITEMS * LATENCY_MS, ITEMS, STREAM_WINDOW, streamMs(), SIDES, ITEMS);
  }

  private static double streamMs() {
    return Math.ceilDiv(ITEMS, STREAM_WINDOW) * LATENCY_MS;
  }

  @Override
  public Setup setup() {
    return Setup.USUAL.needs(Ability.BACKENDS);
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Design design = Design.of(size.trials(18)).inPairs();
    for (double latency : new double[] {0, LATENCY_MS}) {
      for (Way way : Way.values()) {
        int fetches = way != Way.IN_TURN ? size.work(10) : latency == 0 ? size.work(5) : 1;
        design =
            design.plus(
                new Arm(
                    name(way, latency),
                    way == Way.IN_TURN,
                    bench -> trial(bench, way, latency, fetches)));
      }
    }
    return design.twice(name(Way.AT_ONCE, 0));
  }

  private static Observation trial(Bench bench, Way way, double latencyMs, int fetches)
      throws InterruptedException {
    NotificationsCalls calls =
        new NotificationsCalls(
            bench.testbed().backendChannel("notifications"),
            "latency=%.0fms,%s".formatted(latencyMs, PAYLOAD),
            ITEMS,
            bench::requestId);
    LoadResult load =
        bench.load(
            bench.request(FETCH, way.target.apply(calls)),
            new Closed(1),
            Optional.of((long) fetches),
            Optional.empty());
    Observation observation = Observation.of(load);
    return observation.with(PER_ITEM, 1000 * observation.get(Figure.P50) / ITEMS);
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate gathered = faster(measured, Way.AT_ONCE, Way.IN_TURN, 0);
    Estimate batched = faster(measured, Way.BATCH, Way.AT_ONCE, 0);
    return Conclusion.on(Figure.P50)
        .finding(
            measured
                .check(
                    "overhead of a gather",
                    "Calls at once pay the overhead once: without latency they are nearer to %d times as fast as calls in turn than to as fast, at least %.0f times."
                        .formatted(ITEMS, HALF_WAY),
                    gathered)
                .noise(measured.noise(Figure.P50))
                .predicted(SIDES)
                .published(ITEMS)
                .higherIsBetter()
                .atLeast(HALF_WAY))
        .finding(
            measured
                .check(
                    "overhead of a batch",
                    "A batch pays less of it still: without latency it is at least twice as fast as"
                        + " calls at once.",
                    batched)
                .noise(measured.noise(Figure.P50))
                .higherIsBetter()
                .atLeast(2))
        .finding(
            measured
                .check(
                    "overhead of a stream",
                    "A message on a stream costs less than a call: without latency the stream is"
                        + " faster than calls at once.",
                    faster(measured, Way.STREAM, Way.AT_ONCE, 0))
                .noise(measured.noise(Figure.P50))
                .higherIsBetter()
                .atLeast(1))
        .finding(
            measured
                .check(
                    "waiting",
                    "Calls at once share the waiting: with %.0f ms each they are at least %.0f times as fast as calls in turn."
                        .formatted(LATENCY_MS, HALF_WAY),
                    faster(measured, Way.AT_ONCE, Way.IN_TURN, LATENCY_MS))
                .noise(measured.noise(Figure.P50))
                .predicted(ITEMS)
                .higherIsBetter()
                .atLeast(HALF_WAY))
        .answer(
            "An item costs %s by calls in turn, %s by calls at once, %s on a stream and %s in a batch, where the backend takes no time: a gather saves a factor of %s, a batch of %s more."
                .formatted(
                    perItem(measured, Way.IN_TURN),
                    perItem(measured, Way.AT_ONCE),
                    perItem(measured, Way.STREAM),
                    perItem(measured, Way.BATCH),
                    Shown.number(gathered.value()),
                    Shown.number(batched.value())))
        .meaning(
            "Calls at once cost latency once and work n times: headers, stream, scheduling on both"
                + " sides. Where the backend's latency is what hurts, gather; where its or your CPU"
                + " is, offer a batch method. A batch waits for its slowest item, fails as a whole"
                + " and goes to one replica; a stream keeps items apart at a part of the price.")
        .table(measured, Figure.P50, Figure.MAX, PER_ITEM)
        .chart(chart(measured))
        .example("calls in turn, at the median", measured.atMedian(name(Way.IN_TURN, 0)))
        .example("calls at once, at the median", measured.atMedian(name(Way.AT_ONCE, 0)))
        .example("a batch, in the tail", measured.inTail(name(Way.BATCH, 0)));
  }

  private static Estimate faster(Measurements measured, Way way, Way than, double latencyMs) {
    return measured.ratio(name(than, latencyMs), name(way, latencyMs), Figure.P50);
  }

  private static String perItem(Measurements measured, Way way) {
    return Shown.value(measured.median(name(way, 0), PER_ITEM));
  }

  /** Theory speaks where the latency is what counts. */
  private static Chart chart(Measurements measured) {
    Chart bars =
        Charts.bars(
            "Time of %d items by the way they are fetched".formatted(ITEMS),
            measured,
            Figure.P50,
            arm -> theory(arm.name()));
    return new Chart(
        bars.title(),
        bars.x(),
        Charts.axis("time of %d items".formatted(ITEMS), "ms", Scale.LOG),
        bars.series());
  }

  private static double theory(String arm) {
    if (arm.equals(name(Way.IN_TURN, LATENCY_MS))) {
      return ITEMS * LATENCY_MS;
    }
    if (arm.equals(name(Way.STREAM, LATENCY_MS))) {
      return streamMs();
    }
    boolean once =
        arm.equals(name(Way.AT_ONCE, LATENCY_MS)) || arm.equals(name(Way.BATCH, LATENCY_MS));
    return once ? LATENCY_MS : Double.NaN;
  }
}
