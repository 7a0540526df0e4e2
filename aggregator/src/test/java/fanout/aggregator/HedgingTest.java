package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.spec.Spec;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Outcome;
import fanout.v1.Section;
import io.grpc.Status;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hedging on real connections to two replicas. */
class HedgingTest {
  private static final String SOON = "sections=orders,budget=60s; orders:hedge=fixed(after=1ms)";

  @RegisterExtension final Rig rig = new Rig(2);

  /** The orders, after both attempts have arrived and this one of them was answered. */
  private Section orders(String plan, int answered) {
    rig.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply = rig.start(plan);
    await().until(() -> rig.calls("orders").size() == 2);
    rig.calls("orders").get(answered).answer();
    await().until(reply::isDone);
    return Rig.section(reply.resultNow().getDashboard(), "orders");
  }

  @ForEveryStrategy
  void aHedgeAtAnotherReplicaAnswersForACallThatHangs(FanOutStrategy strategy) {
    Section orders = orders("strategy=%s,%s".formatted(Spec.print(strategy), SOON), 1);

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_LOADED);
    assertThat(orders.getOrders().getOrdersList()).isNotEmpty();
    assertThat(orders.getAttempts()).isEqualTo(2);
    assertThat(orders.getAttemptReport().getHedges()).isEqualTo(1);
    assertThat(orders.getAttemptReport().getHedgesWon()).isEqualTo(1);
    List<BackendCall> calls = rig.calls("orders");
    assertThat(calls).extracting(BackendCall::previousAttempts).containsExactly(0, 1);
    assertThat(rig.replicas).allSatisfy(replica -> assertThat(replica.calls()).hasSize(1));
    await().until(calls.getFirst()::isCancelled);
  }

  @ForEveryStrategy
  void aHedgeThatLosesIsCancelled(FanOutStrategy strategy) {
    Section orders = orders("strategy=%s,%s".formatted(Spec.print(strategy), SOON), 0);

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_LOADED);
    assertThat(orders.getAttemptReport().getHedges()).isEqualTo(1);
    assertThat(orders.getAttemptReport().getHedgesWon()).isZero();
    await().until(rig.calls("orders").get(1)::isCancelled);
  }

  @Test
  void theTraceShowsEveryAttemptAndWhoLost() {
    orders(SOON, 1);

    List<SpanData> attempts = rig.recorder.spans(SpanKind.CLIENT, "fanout.v1.OrderService");
    assertThat(attempts)
        .extracting(span -> span.getAttributes().get(longKey("fanout.attempt")))
        .containsExactly(1L, 2L);
    assertThat(attempts)
        .extracting(span -> span.getAttributes().get(booleanKey("fanout.hedge")))
        .containsExactly(null, true);
    assertThat(attempts)
        .extracting(SpanData::getParentSpanId)
        .containsOnly(rig.recorder.spans(SpanKind.INTERNAL, "section").getFirst().getSpanId());
    SpanData loser = attempts.getFirst();
    assertThat(loser.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
    assertThat(loser.getEvents())
        .anySatisfy(
            event ->
                assertThat(event.getAttributes().get(stringKey("fanout.reason")))
                    .isEqualTo("lost to attempt 2"));
  }

  @ForEveryStrategy
  void aCallerThatLeavesEndsAllAttempts(FanOutStrategy strategy) {
    rig.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start(
            "strategy=%s,sections=orders,budget=60s; orders:hedge=fixed(after=1ms,hedges=4)"
                .formatted(Spec.print(strategy)));
    await().until(() -> rig.calls("orders").size() == 5);

    reply.cancel(true);

    await().until(() -> rig.calls("orders").stream().allMatch(BackendCall::isCancelled));
  }

  @ForEveryStrategy
  void theDeadlineEndsAllAttempts(FanOutStrategy strategy) {
    rig.on("orders", FakeBackends.HANG);

    Section orders =
        Rig.section(
            rig.get(
                "strategy=%s,budget=60s; orders:limit=300ms,hedge=fixed(after=1ms)"
                    .formatted(Spec.print(strategy))),
            "orders");

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_TIMED_OUT);
    assertThat(orders.getMessage()).isEqualTo("its limit of 300ms passed");
    await().until(() -> rig.calls("orders").stream().allMatch(BackendCall::isCancelled));
  }

  @Test
  void noTimerOutlivesACallThatWasAnsweredInTime() {
    assertThat(rig.get("budget=2h; each:hedge=fixed(after=1h)").getCompleteness()).isEqualTo(1);

    rig.awaitNothingAlive();
    assertThat(rig.calls("orders")).hasSize(1);
  }

  @Test
  void aHedgeOverTheBudgetIsRefusedEachTimeItIsDueAndSaidSo() {
    int times = 7; // after 1, 2, 4 … 64 ms
    rig.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("sections=orders,budget=60s; orders:hedge=fixed(after=1ms,budget=1%)");
    await()
        .until(
            () -> rig.recorder.gauge("fanout.hedges") == times && rig.calls("orders").size() == 1);

    rig.calls("orders").getFirst().answer();

    await().until(reply::isDone);
    Section orders = Rig.section(reply.resultNow().getDashboard(), "orders");
    assertThat(orders.getAttempts()).isEqualTo(1);
    assertThat(orders.getAttemptReport().getHedgesRefused()).isEqualTo(times);
    assertThat(rig.recorder.spans(SpanKind.INTERNAL, "section").getFirst().getEvents())
        .extracting(event -> event.getName())
        .hasSize(times)
        .containsOnly("hedge refused");
  }

  @Test
  void aNonFatalFailureSendsTheNextHedgeAtOnce() {
    rig.on(
        "orders",
        FakeBackends.byAttempt(FakeBackends.fail(Status.UNAVAILABLE), FakeBackends.ANSWER));

    Section orders = Rig.section(rig.get("budget=2h; orders:hedge=fixed(after=1h)"), "orders");

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_LOADED);
    assertThat(orders.getAttemptReport().getHedgesWon()).isEqualTo(1);
  }

  @Test
  void aFatalFailureOfOneAttemptEndsTheOther() {
    rig.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply = rig.start(SOON);
    await().until(() -> rig.calls("orders").size() == 2);

    rig.calls("orders").get(1).fail(Status.INVALID_ARGUMENT);

    await().until(reply::isDone);
    assertThat(Rig.section(reply.resultNow().getDashboard(), "orders").getCode())
        .isEqualTo("INVALID_ARGUMENT");
    await().until(rig.calls("orders").getFirst()::isCancelled);
  }

  @Test
  void aHedgeThatFailsLeavesTheFirstAttemptRunning() {
    rig.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply = rig.start(SOON);
    await().until(() -> rig.calls("orders").size() == 2);

    rig.calls("orders").get(1).fail(Status.UNAVAILABLE);
    await().until(() -> rig.recorder.endedSpans() > 0);
    assertThat(reply).isNotDone();
    rig.calls("orders").getFirst().answer();

    await().until(reply::isDone);
    assertThat(reply.resultNow().getDashboard().getCompleteness()).isEqualTo(1);
  }
}
