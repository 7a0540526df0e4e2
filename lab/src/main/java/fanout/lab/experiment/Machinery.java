package fanout.lab.experiment;

import com.google.common.util.concurrent.Uninterruptibles;
import fanout.lab.result.Chart;
import fanout.lab.result.Chart.Kind;
import fanout.lab.result.Chart.Scale;
import fanout.lab.result.Chart.Series;
import fanout.lab.result.Estimate;
import fanout.lab.result.Variant;
import fanout.lab.trial.Arm;
import fanout.lab.trial.Chain;
import fanout.lab.trial.Charts;
import fanout.lab.trial.Claim;
import fanout.lab.trial.Conclusion;
import fanout.lab.trial.Design;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Measurements;
import fanout.lab.trial.NextService;
import fanout.lab.trial.Observation;
import fanout.lab.trial.Shown;
import fanout.lab.trial.Size;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** What a call costs before anything has been done: from a jump to a trip through the kernel. */
@Spec.Name(value = "machinery", doc = "What does the asynchronous machinery itself cost?")
public record Machinery() implements Experiment {
  private static final Duration LENGTH = Duration.ofMillis(40);
  private static final int PLACES = 16;

  /** Rules of thumb, good to a factor of three. */
  private static final double CALL_NS = 2;

  private static final double FUTURE_NS = 10;
  private static final double WAKE_NS = 3_000;

  private static final double IO_NS = 1e6;

  private static final double PUBLISHED_CALL_NS = 20.3;
  private static final double PUBLISHED_CREATED_NS = 47;
  private static final double PUBLISHED_ROUND_TRIP = 1387;

  /** Half-way from a hundred to a thousand, as ratios go. */
  private static final double THOUSANDFOLD = Math.sqrt(100 * 1000);

  private static final String DIRECT = "direct call";
  private static final String FUTURE = "CompletableFuture";
  private static final String HAND_OFF = "executor hand-off";
  private static final String VIRTUAL = "virtual thread";
  private static final String IN_PROCESS = "in-process gRPC";
  private static final String LOOPBACK = "loopback gRPC";
  private static final String DROPPED = "direct call, result unused";
  private static final Figure NANOS = new Figure("time per call", "ns");

  @Override
  public Claim claim() {
    return new Claim(
        "A direct call takes %.1f ns, creating a coroutine %.0f ns, a round trip through the event loop 28.2 µs: %s times the call."
            .formatted(PUBLISHED_CALL_NS, PUBLISHED_CREATED_NS, Shown.number(PUBLISHED_ROUND_TRIP)),
        "Published measurements of Python's asyncio");
  }

  @Override
  public String method() {
    return ("The same multiplication is asked for by a direct call, by a future that is complete,"
            + " of a thread of an executor, of a new virtual thread, by gRPC within the process"
            + " and over loopback; the caller's thread waits for each. Each call gets the"
            + " result of the one before, and where such a chain ends is checked by arithmetic:"
            + " a compiler that left out a call would be found out. The executor's thread is a"
            + " new one %d times in a trial, and the mean counts: where the scheduler has put a"
            + " thread decides what it costs to wake it. The wrong way of measuring, with"
            + " results that nobody uses, runs beside.")
        .formatted(PLACES);
  }

  @Override
  public String prediction() {
    return ("By rules of thumb, good to a factor of 3: a call that is not inlined takes %.0f ns, a"
            + " future %.0f. Another thread has to be woken, and wakes the caller: 2 × %.0f µs"
            + " = %s calls. In-process gRPC wakes nobody; over loopback an event loop on each"
            + " side and the caller are woken.")
        .formatted(CALL_NS, FUTURE_NS, WAKE_NS / 1000, Shown.number(roundTrip()));
  }

  static double roundTrip() {
    return 2 * WAKE_NS / CALL_NS;
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Design design(Size size) {
    Duration length = size.time(LENGTH);
    return Design.of(size.trials(18))
        .warmUps(3)
        .arm(DIRECT, bench -> timed(Chain::next, length))
        .arm(FUTURE, bench -> timed(Machinery::byFuture, length))
        .arm(HAND_OFF, bench -> handOff(length))
        .arm(VIRTUAL, bench -> timed(Machinery::byVirtualThread, length))
        .arm(IN_PROCESS, bench -> served(NextService.inProcess(bench.telemetry()), length))
        .arm(LOOPBACK, bench -> served(NextService.loopback(bench.telemetry()), length))
        .wrongTwin(
            DROPPED, bench -> Observation.of(NANOS, Chain.nanosOfNothing(size.work(1_000_000))))
        .twice(HAND_OFF);
  }

  private static Observation timed(Chain.Link link, Duration length) {
    return Observation.of(NANOS, Chain.nanos(link, length));
  }

  private static long byFuture(long x) {
    return CompletableFuture.completedFuture(x).thenApply(Chain::next).join();
  }

  /**
   * The mean over several threads. Where the scheduler puts a thread, beside the caller or on a
   * core that it has to wake each time, makes a hand-off thirty times as dear, and seldom changes
   * while the thread lives.
   */
  private static Observation handOff(Duration length) {
    double sum = 0;
    for (int i = 0; i < PLACES; i++) {
      try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
        sum +=
            Chain.nanos(
                x -> CompletableFuture.supplyAsync(() -> Chain.next(x), executor).join(),
                length.dividedBy(PLACES));
      }
    }
    return Observation.of(NANOS, sum / PLACES);
  }

  private static long byVirtualThread(long x) {
    long[] result = new long[1];
    Thread thread = Thread.ofVirtual().start(() -> result[0] = Chain.next(x));
    Uninterruptibles.joinUninterruptibly(thread);
    return result[0];
  }

  private static Observation served(NextService service, Duration length) {
    try (service) {
      return timed(service::next, length);
    }
  }

  @Override
  public Conclusion conclusion(Measurements measured) {
    Estimate roundTrip = measured.ratio(HAND_OFF, DIRECT, NANOS);
    Estimate future = measured.ratio(FUTURE, DIRECT, NANOS);
    Conclusion conclusion =
        Conclusion.on(NANOS)
            .finding(
                measured
                    .check(
                        "round trip",
                        "A round trip through another thread costs hundreds of times a direct call, or more: at least %.0f times."
                            .formatted(THOUSANDFOLD),
                        roundTrip)
                    .noise(measured.noise(NANOS))
                    .predicted(roundTrip())
                    .published(PUBLISHED_ROUND_TRIP)
                    .lowerIsBetter()
                    .atLeast(THOUSANDFOLD))
            .finding(
                measured
                    .check(
                        "a future",
                        "A future costs at most 100 times a direct call: it is the other thread"
                            + " that is dear, not the object.",
                        future)
                    .noise(measured.noise(NANOS))
                    .predicted(FUTURE_NS / CALL_NS)
                    .published(PUBLISHED_CREATED_NS / PUBLISHED_CALL_NS)
                    .lowerIsBetter()
                    .atMost(100))
            .finding(
                measured
                    .check(
                        "a virtual thread",
                        "A virtual thread that a platform thread starts and waits for costs at"
                            + " most 10 times a hand-off.",
                        measured.ratio(VIRTUAL, HAND_OFF, NANOS))
                    .noise(measured.noise(NANOS))
                    .predicted(1)
                    .lowerIsBetter()
                    .atMost(10))
            .finding(
                measured
                    .check(
                        "the network",
                        "Of gRPC, threads and sockets are the most: a call over loopback costs at"
                            + " least twice as much as one within the process.",
                        measured.ratio(LOOPBACK, IN_PROCESS, NANOS))
                    .noise(measured.noise(NANOS))
                    .atLeast(2))
            .finding(
                measured
                    .check(
                        "against I/O",
                        "Beside an I/O of 1 ms a hand-off is little: at most 5 % of it.",
                        measured.estimate("%", draw -> 100 * draw.median(HAND_OFF, NANOS) / IO_NS))
                    .noise(measured.noise(NANOS))
                    .predicted(100 * 2 * WAKE_NS / IO_NS)
                    .lowerIsBetter()
                    .atMost(5))
            .answer(
                "A direct call takes %s, a future %s, a hand-off to a thread and back %s: %s times the direct call, where %s were published. A call over loopback takes %s."
                    .formatted(
                        time(measured, DIRECT),
                        time(measured, FUTURE),
                        time(measured, HAND_OFF),
                        Shown.number(roundTrip.value()),
                        Shown.number(PUBLISHED_ROUND_TRIP),
                        time(measured, LOOPBACK)))
            .meaning(
                "The factor is large because a direct call is nearly free, not because a hand-off"
                    + " is dear: it is nothing beside a call that waits for a network, and"
                    + " everything for a function of a microsecond. So hand over requests, not"
                    + " lines of code; and distrust a benchmark whose results nobody reads.")
            .chart(chart(measured))
            .example(
                "gRPC within the process, at the median; ways without gRPC leave no spans",
                measured.atMedian(IN_PROCESS))
            .example("gRPC over loopback, at the median", measured.atMedian(LOOPBACK))
            .example("gRPC over loopback, in the tail", measured.inTail(LOOPBACK));
    for (Arm arm : measured.design().arms()) {
      Map<String, Estimate> figures = new LinkedHashMap<>();
      Estimate factor = measured.ratio(arm.name(), DIRECT, NANOS);
      figures.put(NANOS.name(), measured.usual(arm.name(), NANOS));
      figures.put("in direct calls", factor.withNoise(measured.noise(NANOS).in(factor)));
      conclusion = conclusion.row(new Variant(arm.name(), arm.wrongTwin(), figures));
    }
    return conclusion;
  }

  private static String time(Measurements measured, String arm) {
    return Shown.value(measured.median(arm, NANOS));
  }

  /** Without what takes no time, for which a logarithmic axis has no place. */
  private static Chart chart(Measurements measured) {
    List<String> names =
        measured.design().arms().stream().filter(a -> !a.wrongTwin()).map(Arm::name).toList();
    return new Chart(
        "Time of one call",
        Charts.names("", names),
        Charts.axis(NANOS.name(), NANOS.unit(), Scale.LOG),
        List.of(
            new Series(
                "measured",
                Kind.MEASURED,
                IntStream.range(0, names.size())
                    .mapToObj(i -> Charts.point(i, measured.median(names.get(i), NANOS)))
                    .toList()),
            new Series(
                "rule of thumb",
                Kind.THEORY,
                List.of(
                    Charts.point(names.indexOf(DIRECT), CALL_NS),
                    Charts.point(names.indexOf(FUTURE), FUTURE_NS),
                    Charts.point(names.indexOf(HAND_OFF), 2 * WAKE_NS),
                    Charts.point(names.indexOf(VIRTUAL), 2 * WAKE_NS))),
            new Series(
                "published, Python",
                Kind.PUBLISHED,
                List.of(
                    Charts.point(names.indexOf(DIRECT), PUBLISHED_CALL_NS),
                    Charts.point(names.indexOf(FUTURE), PUBLISHED_CREATED_NS),
                    Charts.point(
                        names.indexOf(HAND_OFF), PUBLISHED_CALL_NS * PUBLISHED_ROUND_TRIP)))));
  }
}
