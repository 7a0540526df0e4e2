package fanout.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * A server that answers in 1 ms stalls for 1 s within 10 s of 100 calls/s. The 100 calls due during
 * the stall wait for its end: the one due at its beginning 1 s, the next 990 ms, and so on. So 90 %
 * of all calls take 1 ms, and beyond that the percentile p takes {@code (p - 90 %) · 10 s + 1 ms}.
 */
class HonestyTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long STALL_BEGIN = 4_000 * MILLI;
  private static final long STALL_END = 5_000 * MILLI;
  private static final LoadPlan PLAN =
      LoadPlan.of(new Constant(new Rate(100)), Duration.ofSeconds(10), 1);

  private final FakeTime time = new FakeTime();
  private final long begin = time.nanos();

  /** Takes in calls at once, and answers those that come during the stall after its end. */
  private Runnable stalling(long index, Consumer<Status> ended) {
    long arrived = time.nanos() - begin;
    boolean stalled = arrived >= STALL_BEGIN && arrived < STALL_END;
    time.at(begin + (stalled ? STALL_END : arrived) + MILLI, () -> ended.accept(Status.OK));
    return () -> {};
  }

  /** Takes in no call during the stall, and holds the thread up that sends it. */
  private Runnable holdingUp(long index, Consumer<Status> ended) {
    long arrived = time.nanos() - begin;
    if (arrived >= STALL_BEGIN && arrived < STALL_END) {
      time.block(STALL_END - arrived);
    }
    time.at(time.nanos() + MILLI, () -> ended.accept(Status.OK));
    return () -> {};
  }

  @Test
  void aStallGivesThePercentilesThatArithmeticPredicts() throws InterruptedException {
    Summary summary = run(this::stalling, PLAN).summary();
    assertThat(summary.ok()).isEqualTo(1000);
    isAsPredicted(summary.all().latency());
    assertThat(summary.lateness().max()).isZero();
    assertThat(summary.all().serviceTime()).isEqualTo(summary.all().latency());
  }

  @Test
  void aGeneratorThatIsHeldUpCountsFromTheIntendedStartAllTheSame() throws InterruptedException {
    LoadResult result = run(this::holdingUp, PLAN);
    isAsPredicted(result.summary().all().latency());
    // The wrong twin: by the actual send, one call waited and nobody else.
    assertThat(result.summary().all().serviceTime().percentile(99.8))
        .isCloseTo(MILLI, withinDigits());
    assertThat(result.summary().lateness().max()).isCloseTo(990 * MILLI, withinDigits());
    assertThat(Warnings.of(result)).singleElement().asString().contains("bottleneck");
  }

  @Test
  void aClosedLoopSeesOneSlowCallWhereItsUsersWouldHaveSeenAHundred() throws InterruptedException {
    LoadPlan closed = LoadPlan.of(new Closed(1), Duration.ofSeconds(10), 1);
    Distribution latency = run(this::stalling, closed).summary().all().latency();
    assertThat(latency.percentile(99.9)).isCloseTo(MILLI, withinDigits());
    assertThat(latency.max()).isCloseTo(1001 * MILLI, withinDigits());
  }

  private LoadResult run(Target target, LoadPlan plan) throws InterruptedException {
    return new LoadGenerator(target, plan, time).run();
  }

  private static void isAsPredicted(Distribution latency) {
    assertThat(latency.percentile(50)).isCloseTo(MILLI, withinDigits());
    assertThat(latency.percentile(90)).isCloseTo(MILLI, withinDigits());
    // Of 1000 calls, percentile p is call 10 p from below: the one due (p - 90) · 100 ms before the
    // end.
    assertThat(latency.percentile(92.5)).isCloseTo(251 * MILLI, withinDigits());
    assertThat(latency.percentile(95)).isCloseTo(501 * MILLI, withinDigits());
    assertThat(latency.percentile(99)).isCloseTo(901 * MILLI, withinDigits());
    assertThat(latency.percentile(99.9)).isCloseTo(991 * MILLI, withinDigits());
    assertThat(latency.max()).isCloseTo(1001 * MILLI, withinDigits());
    assertThat(latency.mean()).isCloseTo(MILLI + 0.1 * 505 * MILLI, within(0.001 * 51 * MILLI));
  }

  /** What three digits of HdrHistogram are worth. */
  private static Percentage withinDigits() {
    return Percentage.withPercentage(0.1);
  }

  @Test
  void callsThatNeverEndAreCountedAsUnfinishedAfterTheDrain() throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            new Constant(new Rate(100)),
            Optional.of(10L),
            Optional.empty(),
            Duration.ofMillis(500),
            100,
            1);
    int[] cancelled = {0};
    Target half =
        (index, ended) -> {
          if (index % 2 == 0) {
            time.at(time.nanos() + MILLI, () -> ended.accept(Status.OK));
          }
          return () -> cancelled[0]++;
        };
    LoadResult result = run(half, plan);
    Summary summary = result.summary();
    assertThat(summary.ok()).isEqualTo(5);
    assertThat(summary.unfinished().count()).isEqualTo(5);
    assertThat(cancelled[0]).isEqualTo(5);
    assertThat(summary.sent()).isEqualTo(10);
    // They are in the percentiles with the time for which they were awaited.
    assertThat(summary.all().latency().percentile(99)).isGreaterThanOrEqualTo(500 * MILLI);
    assertThat(Warnings.of(result)).singleElement().asString().contains("5 calls", "500 ms");
  }

  /** The drain ends in the middle of {@code send}, as it may where callers are other threads. */
  @Test
  void aCallThatIsGivenUpWhileItIsSentIsCancelled() {
    int[] cancelled = {0};
    Calls[] run = new Calls[1];
    run[0] =
        new Calls(
            (index, ended) -> {
              run[0].abandon();
              return () -> cancelled[0]++;
            },
            time,
            begin);
    run[0].send(0, begin, () -> {});
    assertThat(cancelled[0]).isEqualTo(1);
    assertThat(run[0].recording().summary().unfinished().count()).isEqualTo(1);
    assertThat(run[0].open()).isZero();
  }

  @Test
  void aStopDoesNotMakeTheAskedRateThatWhichWasAchieved() throws InterruptedException {
    LoadGenerator[] generator = new LoadGenerator[1];
    Target heldUp =
        (index, ended) -> {
          ended.accept(Status.OK);
          if (index == 10) {
            time.block(400 * MILLI);
            generator[0].stop();
          }
          return () -> {};
        };
    generator[0] = new LoadGenerator(heldUp, PLAN, time);
    LoadResult result = generator[0].run();
    assertThat(result.summary().sent()).isEqualTo(11);
    assertThat(result.askedRps()).hasValue(100);
  }

  @Test
  void anEndThatComesAfterTheDrainIsNotCountedTwice() throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            new Constant(new Rate(100)), Optional.of(1L), Optional.empty(), Duration.ZERO, 100, 1);
    @SuppressWarnings("unchecked") // an array of a generic type
    Consumer<Status>[] end = new Consumer[1];
    LoadGenerator generator =
        new LoadGenerator(
            (index, ended) -> {
              end[0] = ended;
              return () -> ended.accept(Status.CANCELLED);
            },
            plan,
            time);
    Summary summary = generator.run().summary();
    end[0].accept(Status.OK);
    assertThat(summary.sent()).isEqualTo(1);
    assertThat(summary.unfinished().count()).isEqualTo(1);
    assertThat(generator.status().open()).isZero();
  }

  @Test
  void startsBeyondTheBoundAreRefusedAndCounted() throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            new Constant(new Rate(100)),
            Optional.of(100L),
            Optional.empty(),
            Duration.ofSeconds(10),
            30,
            1);
    Target slow =
        (index, ended) -> {
          time.at(time.nanos() + 5_000 * MILLI, () -> ended.accept(Status.OK));
          return () -> {};
        };
    LoadResult result = run(slow, plan);
    assertThat(result.summary().ok()).isEqualTo(30);
    assertThat(result.summary().refused()).isEqualTo(70);
    assertThat(result.askedRps()).hasValue(100);
    assertThat(result.achievedRps()).isEqualTo(30);
    assertThat(Warnings.of(result)).anySatisfy(w -> assertThat(w).contains("30.0", "100.0"));
    assertThat(Warnings.of(result)).anySatisfy(w -> assertThat(w).contains("70 calls", "refused"));
  }

  @Test
  void failedCallsCountInThePercentilesAndByCodeAndAreNotSentAgain() throws InterruptedException {
    long[] sends = {0};
    Target failing =
        (index, ended) -> {
          sends[0]++;
          boolean fails = index % 4 == 0;
          Status status = fails ? Status.UNAVAILABLE.withDescription("gone") : Status.OK;
          time.at(time.nanos() + (fails ? 200 : 1) * MILLI, () -> ended.accept(status));
          return () -> {};
        };
    Summary summary = run(failing, PLAN).summary();
    assertThat(sends[0]).isEqualTo(1000);
    assertThat(summary.ok()).isEqualTo(750);
    assertThat(summary.of(Status.Code.UNAVAILABLE).count()).isEqualTo(250);
    assertThat(summary.all().latency().percentile(76)).isCloseTo(200 * MILLI, withinDigits());
    assertThat(summary.of(Status.Code.OK).latency().max()).isCloseTo(MILLI, withinDigits());
    assertThat(summary.firstMessages()).containsEntry(Status.Code.UNAVAILABLE, "gone");
  }

  @Test
  void aClosedLoopKeepsEveryCallerBusyUntilTheTotalIsReached() throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            new Closed(3),
            Optional.of(100L),
            Optional.empty(),
            Duration.ofSeconds(1),
            LoadPlan.USUAL_MOST_OPEN,
            1);
    int[] open = {0, 0};
    Target counting =
        (index, ended) -> {
          open[0]++;
          open[1] = Math.max(open[1], open[0]);
          time.at(
              time.nanos() + MILLI,
              () -> {
                open[0]--;
                ended.accept(Status.OK);
              });
          return () -> {};
        };
    LoadResult result = run(counting, plan);
    assertThat(result.summary().ok()).isEqualTo(100);
    assertThat(open[1]).isEqualTo(3);
    assertThat(result.askedRps()).isEmpty();
  }

  @Test
  void aClosedLoopOfCallsThatEndAtOnceDoesNotExhaustTheStack() throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            new Closed(1),
            Optional.of(200_000L),
            Optional.empty(),
            Duration.ofSeconds(1),
            LoadPlan.USUAL_MOST_OPEN,
            1);
    Target immediate =
        (index, ended) -> {
          ended.accept(Status.OK);
          return () -> {};
        };
    assertThat(run(immediate, plan).summary().ok()).isEqualTo(200_000);
  }

  @Test
  void aRunThatIsStoppedKeepsWhatItHas() throws InterruptedException {
    LoadGenerator[] generator = new LoadGenerator[1];
    Target stopping =
        (index, ended) -> {
          if (index == 49) {
            generator[0].stop();
          }
          time.at(time.nanos() + MILLI, () -> ended.accept(Status.OK));
          return () -> {};
        };
    generator[0] = new LoadGenerator(stopping, PLAN, time);
    LoadResult result = generator[0].run();
    assertThat(result.summary().ok()).isEqualTo(50);
    assertThat(result.stopped()).isTrue();
    assertThat(Warnings.of(result)).contains("the run was stopped early");
  }
}
