package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static fanout.v1.Outcome.OUTCOME_LOADED;
import static fanout.v1.Outcome.OUTCOME_TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.BackendCall.End;
import fanout.aggregator.flight.DeckProbe;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Section;
import io.grpc.Status;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The wrong twin: {@code propagate=false} leaves the backends to work for nobody. */
class PropagateOffTest {
  @RegisterExtension final Rig rig = new Rig();

  private static int underWay(FanOutStrategy strategy) {
    return strategy.shape() == Shape.CHAINED ? 1 : 3;
  }

  private void awaitStray(int calls) {
    await()
        .untilAsserted(() -> assertThat(rig.recorder.gauge("fanout.calls.stray")).isEqualTo(calls));
  }

  private void answerAll() {
    rig.backends.calls().forEach(BackendCall::answer);
    awaitStray(0);
  }

  @ForEveryStrategy
  void theBackendsOfACallerThatLeftRunToTheirEnd(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("strategy=%s,propagate=false,budget=60s".formatted(Spec.print(strategy)));
    rig.backends.awaitCalls(underWay(strategy));

    reply.cancel(true);

    awaitStray(underWay(strategy));
    await().until(() -> rig.recorder.gauge("fanout.requests.in_flight") == 0);
    answerAll();
    assertThat(rig.backends.calls())
        .hasSize(underWay(strategy))
        .allMatch(call -> call.timeLeft().isEmpty(), "was told no deadline")
        .allMatch(call -> call.end().equals(Optional.of(End.ANSWERED)));
  }

  @ForEveryStrategy
  void theReplyLeavesWhenTheBudgetEndsAndDoesNotWaitForThem(FanOutStrategy strategy)
      throws Exception {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("strategy=%s,propagate=false,budget=60s".formatted(Spec.print(strategy)));
    rig.backends.awaitCalls(underWay(strategy));

    DeckProbe.endNextTimer(rig.deck);

    assertThat(reply.get().getDashboard().getSections(0).getOutcome()).isEqualTo(OUTCOME_TIMED_OUT);
    awaitStray(underWay(strategy));
    answerAll();
  }

  @ForEveryStrategy
  void withBackendsThatAnswerNothingIsStray(FanOutStrategy strategy) {
    Dashboard dashboard =
        rig.get(
            "strategy=%s,propagate=false; each:shards=2,limit=20s".formatted(Spec.print(strategy)));

    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsOnly(OUTCOME_LOADED);
    rig.awaitNothingAlive();
  }

  @Test
  void aSectionsOwnLimitHoldsAllTheSame() throws Exception {
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("propagate=false,budget=60s; orders:limit=30s");
    rig.backends.awaitCalls(3);
    await().until(() -> rig.backends.inFlight() == 1);

    DeckProbe.endNextTimer(rig.deck);

    Dashboard dashboard = reply.get().getDashboard();
    assertThat(Rig.section(dashboard, "user").getOutcome()).isEqualTo(OUTCOME_LOADED);

    assertThat(Rig.section(dashboard, "orders").getOutcome()).isEqualTo(OUTCOME_TIMED_OUT);
    awaitStray(1);
    answerAll();
  }

  @Test
  void aJoinPolicyThatHasEnoughLeavesTheRestRunning() {
    rig.backends.on("orders", FakeBackends.HANG).on("notifications", FakeBackends.HANG);

    rig.get("propagate=false,join=first-success,sections=orders|notifications|user,budget=60s");

    awaitStray(2);
    answerAll();
  }

  @Test
  void strayCallsMayFail() {
    rig.backends.on("orders", FakeBackends.HANG);

    rig.get("propagate=false,join=first-success,sections=orders|user,budget=60s");

    awaitStray(1);
    rig.backends.awaitCall("orders").fail(Status.INTERNAL);
    awaitStray(0);
  }
}
