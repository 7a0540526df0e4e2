package fanout.aggregator.flight;

import static fanout.aggregator.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.FakeTicker;
import fanout.aggregator.budget.Budget;
import fanout.aggregator.plan.Plan;
import fanout.aggregator.section.Outcome;
import fanout.aggregator.section.Outcome.End;
import fanout.aggregator.section.SectionReport;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.spec.Spec;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The race between results, the budget and the caller, each order forced. */
class FanOutTest {
  private static final Outcome LOADED = new Outcome.Loaded(ScriptedSource.WHOLE);
  private static final Outcome LEFT = new Outcome.Cancelled(End.CALLER_GONE);

  private final FakeTicker ticker = new FakeTicker();
  private final ScriptedSource user = new ScriptedSource("user");
  private final ScriptedSource orders = new ScriptedSource("orders");
  private final FlightDeck deck =
      new FlightDeck(Map.of("user", user, "orders", orders), Telemetry.off(), ticker);
  private final Context.CancellableContext caller = Context.ROOT.withCancellation();
  private final Watch watch = new Watch();

  @AfterEach
  void nothingIsLeft() throws ReflectiveOperationException {
    await().until(() -> watch.landings.size() == 1);
    assertThat(watch.reportedAfterLanding).isFalse();
    assertThat(listeners(caller)).as("listeners on the caller's context").isZero();
    assertThat(deck.isIdle()).isTrue();
    deck.close();
  }

  /** gRPC counts them for its own tests only. */
  private static int listeners(Context context) throws ReflectiveOperationException {
    var count = Context.class.getDeclaredMethod("listenerCount");
    count.setAccessible(true);
    return (int) count.invoke(context);
  }

  private FlightRequest request(String text) {
    Plan plan = Plan.unset(List.of("user", "orders")).overlay(text);
    return new FlightRequest(
        "u-1",
        "r-1",
        "",
        null,
        plan,
        Budget.start(Optional.empty(), plan.request().budget(), plan.request().reserve(), ticker));
  }

  private void launch(String text) {
    FlightRequest request = request(text);
    caller.run(() -> deck.launch(request, watch));
  }

  enum Event {
    ANSWER,
    BUDGET,
    CANCEL
  }

  private void happens(Event event) {
    switch (event) {
      case ANSWER -> user.call().answer();
      case BUDGET -> {
        ticker.pass(Duration.ofSeconds(3));
        user.call().fail(Status.DEADLINE_EXCEEDED);
      }
      case CANCEL -> caller.cancel(null);
    }
  }

  private static Outcome fate(Event event) {
    return switch (event) {
      case ANSWER -> LOADED;
      case BUDGET ->
          new Outcome.TimedOut(
              Status.DEADLINE_EXCEEDED.withDescription("the request's budget ran out"));
      case CANCEL -> LEFT;
    };
  }

  @ParameterizedTest
  @EnumSource
  void whatHappensFirstDecidesAndWhatComesLaterChangesNothing(Event first) {
    launch("sections=user");
    happens(first);
    assertThat(watch.landings).as("landed by the first event").hasSize(1);

    for (Event later : Event.values()) {
      happens(later);
    }

    // By their texts, as a Status is only equal to itself.
    assertThat(watch.outcomes()).hasToString(List.of(fate(first)).toString());
  }

  @Test
  void aCallerThatHasLeftBeforeTheLaunchLandsOnceAndNobodyIsCalled() {
    caller.cancel(null);

    launch("");

    assertThat(watch.outcomes())
        .containsExactly(
            new Outcome.Skipped(End.CALLER_GONE), new Outcome.Skipped(End.CALLER_GONE));
    assertThat(user.calls()).isEmpty();
  }

  @Test
  void aCallerThatLeavesWhileTheFirstCallIsMadeStopsTheSecond() {
    user.playing(call -> caller.cancel(null));

    launch("");

    assertThat(watch.outcomes()).containsExactly(LEFT, new Outcome.Skipped(End.CALLER_GONE));
    assertThat(orders.calls()).isEmpty();
  }

  @Test
  void aRequestDoesNotLandBeforeACallThatIgnoresItsCancel() {
    user.stubborn();
    launch("sections=user");

    caller.cancel(null);
    assertThat(watch.reports).as("its fate is known").hasSize(1);
    assertThat(watch.landings).isEmpty();

    user.call().answer();
    assertThat(watch.outcomes()).containsExactly(LEFT);
  }

  @Test
  void withoutPropagationARequestLandsAtOnceAndTheCallGoesOn() {
    launch("sections=user,propagate=false");

    caller.cancel(null);

    assertThat(watch.outcomes()).containsExactly(LEFT);
    user.call().answer();
  }

  @Test
  void aBudgetThatIsSpentBeforeTheLaunchSkipsEverySection() {
    FlightRequest request = request("budget=1s");
    ticker.pass(Duration.ofSeconds(1));

    caller.run(() -> deck.launch(request, watch));

    assertThat(watch.outcomes()).containsOnly(new Outcome.Skipped(End.BUDGET_SPENT)).hasSize(2);
  }

  @Test
  void aDeadlineExceededBeforeOurDeadlineIsTheBackendsFailure() {
    launch("sections=user,budget=2s");
    ticker.pass(Duration.ofSeconds(1));

    user.call().fail(Status.DEADLINE_EXCEEDED);

    assertThat(watch.outcomes()).containsExactly(new Outcome.Failed(Status.DEADLINE_EXCEEDED));
  }

  @Test
  void aCancelledThatTheBackendSentIsItsFailure() {
    launch("sections=user");

    user.call().fail(Status.CANCELLED);

    assertThat(watch.outcomes()).containsExactly(new Outcome.Failed(Status.CANCELLED));
  }

  @Test
  void elapsedAndLatencyAreWhatTheClockSays() {
    launch("strategy=concurrent");
    ticker.pass(Duration.ofMillis(300));
    user.call().answer();
    ticker.pass(Duration.ofMillis(400));
    orders.call().answer();

    assertThat(watch.landings.getFirst().elapsed()).isEqualTo(Duration.ofMillis(700));
    assertThat(watch.landings.getFirst().sections())
        .extracting(report -> report.latency().orElseThrow())
        .containsExactly(Duration.ofMillis(300), Duration.ofMillis(700));
  }

  @ParameterizedTest
  @MethodSource("fanout.aggregator.Samples#strategies()")
  void aCallThatEndsOnTheThreadThatMakesItIsACallLikeAnyOther(FanOutStrategy strategy) {
    user.playing(ScriptedSource.Call::answer);
    orders.playing(call -> call.fail(Status.ABORTED));

    launch("strategy=" + Spec.print(strategy));

    await().until(() -> !watch.landings.isEmpty());
    assertThat(watch.outcomes()).containsExactly(LOADED, new Outcome.Failed(Status.ABORTED));
  }

  @ParameterizedTest
  @MethodSource("fanout.aggregator.Samples#strategies()")
  void aStubThatThrowsLeavesNoSectionWithoutAFate(FanOutStrategy strategy) {
    user.playing(
        call -> {
          throw new IllegalStateException("broken stub");
        });
    orders.playing(ScriptedSource.Call::answer);

    launch("strategy=" + Spec.print(strategy));

    await().until(() -> !watch.landings.isEmpty());
    assertThat(watch.outcomes().get(0).status())
        .satisfies(
            status -> {
              assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
              assertThat(status.getDescription()).contains("broken stub");
            });
    assertThat(watch.outcomes().get(1)).isEqualTo(LOADED);
  }

  /** A stub that fails to send both throws and tells its observer. */
  @ParameterizedTest
  @MethodSource("fanout.aggregator.Samples#strategies()")
  void aStubThatReportsAndThrowsEndsItsCallOnce(FanOutStrategy strategy) {
    user.playing(
        call -> {
          call.fail(Status.UNAVAILABLE);
          throw new IllegalStateException("and throws");
        });
    orders.playing(ScriptedSource.Call::answer);

    launch("join=all,strategy=" + Spec.print(strategy));

    await().until(() -> !watch.landings.isEmpty());
    assertThat(watch.reports).hasSize(2);
    assertThat(watch.outcomes().get(1)).isEqualTo(LOADED);
  }

  @Test
  void shardsThatDoNotFitTogetherFailTheirSection() {
    user.playing(ScriptedSource.Call::answer);

    launch("sections=user; user:shards=3");

    assertThat(watch.outcomes().getFirst().status().getDescription()).contains("cannot merge 3");
  }

  @Test
  void aWatcherThatThrowsHearsTheRestAllTheSame() {
    watch.throwing = true;
    launch("join=fail-fast");

    user.call().fail(Status.INTERNAL);

    assertThat(watch.reports).extracting(SectionReport::name).containsExactly("user", "orders");
  }

  @Test
  void requestsLeaveNoTraceOnALongLivedContext() {
    user.playing(ScriptedSource.Call::answer);
    FlightRequest request = request("sections=user");
    for (int i = 0; i < 1_000; i++) {
      caller.run(() -> deck.launch(request, report -> {}));
    }

    launch("sections=user");
  }

  /** Both calls end and the caller leaves at the same moment, on three threads. */
  @RepeatedTest(100)
  void whoeverWinsThereIsOneFateForEachSectionAndOneLanding() throws Exception {
    launch("");
    CyclicBarrier start = new CyclicBarrier(3);
    List<Thread> threads =
        List.of(
            at(start, () -> user.call().answer()),
            at(start, () -> orders.call().fail(Status.INTERNAL)),
            at(start, () -> caller.cancel(null)));
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(watch.landings).hasSize(1);
    assertThat(watch.reports)
        .extracting(SectionReport::name)
        .containsExactlyInAnyOrder("user", "orders");
    assertThat(watch.outcomes().get(0)).isIn(LOADED, LEFT);
    assertThat(watch.outcomes().get(1)).isIn(new Outcome.Failed(Status.INTERNAL), LEFT);
  }

  private static Thread at(CyclicBarrier start, Runnable event) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                start.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              event.run();
            });
  }

  /** Hears everything. Thread-safe. */
  private static final class Watch implements Watcher {
    final List<SectionReport> reports = new CopyOnWriteArrayList<>();
    final List<FlightResult> landings = new CopyOnWriteArrayList<>();
    volatile boolean reportedAfterLanding;
    volatile boolean throwing;

    @Override
    public void section(SectionReport report) {
      reports.add(report);
      if (!landings.isEmpty()) {
        reportedAfterLanding = true;
      }
      if (throwing) {
        throw new IllegalStateException("a watcher that throws");
      }
    }

    @Override
    public void landed(FlightResult result) {
      landings.add(result);
    }

    List<Outcome> outcomes() {
      return landings.getFirst().sections().stream().map(SectionReport::outcome).toList();
    }
  }
}
