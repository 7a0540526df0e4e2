package fanout.aggregator;

import static fanout.v1.Outcome.OUTCOME_FAILED;
import static fanout.v1.Outcome.OUTCOME_LOADED;
import static fanout.v1.Outcome.OUTCOME_SKIPPED;
import static fanout.v1.Outcome.OUTCOME_TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Outcome;
import fanout.v1.Section;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever the strategy: a request's budget holds, and backends are told less than all of it.
 *
 * <p>A budget ends calls by gRPC's own deadline timer, which is what is tested here and knows no
 * fake time: a real budget is the event, and only outcomes are asserted, never how long it took.
 */
class BudgetLawsTest {
  @RegisterExtension final Rig rig = new Rig();

  @ForEveryStrategy
  void hangingBackendsAreCutOffByTheBudget(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.HANG);

    Dashboard dashboard =
        rig.get("strategy=%s,budget=300ms,reserve=20ms".formatted(Spec.print(strategy)));

    Outcome later = strategy.shape() == Shape.CHAINED ? OUTCOME_SKIPPED : OUTCOME_TIMED_OUT;
    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(OUTCOME_TIMED_OUT, later, later);
    assertThat(dashboard.getSectionsList())
        .extracting(Section::getCode)
        .containsOnly("DEADLINE_EXCEEDED");
    assertToldAtMost(Duration.ofMillis(280));
  }

  @ForEveryStrategy
  void backendsAreToldTheEarliestOfAllLimits(FanOutStrategy strategy) {
    String text = "strategy=%s,budget=%s,reserve=1s; each:limit=%s";
    rig.blocking()
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .getDashboard(Rig.request(text.formatted(Spec.print(strategy), "40s", "none")));
    assertToldAtMost(Duration.ofSeconds(9));

    rig.backends.forget();
    rig.get(text.formatted(Spec.print(strategy), "8s", "none"));
    assertToldAtMost(Duration.ofSeconds(7));

    rig.backends.forget();
    rig.get(text.formatted(Spec.print(strategy), "8s", "5s"));
    assertToldAtMost(Duration.ofSeconds(5));
  }

  private void assertToldAtMost(Duration most) {
    assertThat(rig.backends.calls())
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(call.timeLeft())
                    .hasValueSatisfying(
                        left -> assertThat(left).isPositive().isLessThanOrEqualTo(most)));
  }

  @ForEveryStrategy
  void noCallIsMadeWhenTheReserveEatsTheBudget(FanOutStrategy strategy) {
    Dashboard dashboard =
        rig.get("strategy=%s,budget=1s,reserve=999999999ns".formatted(Spec.print(strategy)));

    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsOnly(OUTCOME_SKIPPED);
    assertThat(rig.backends.calls()).isEmpty();
  }

  @Test
  void callsQueuedForAThreadAreCutOffByTheBudget() {
    rig.backends.onAll(FakeBackends.HANG);

    Dashboard dashboard =
        rig.get("strategy=platform-pool(threads=1,queue=16),budget=300ms; each:shards=2");

    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(OUTCOME_TIMED_OUT, OUTCOME_SKIPPED, OUTCOME_SKIPPED);
    assertThat(rig.backends.calls()).hasSize(1);
  }

  @Test
  void aFullQueueRefusesWithResourceExhausted() throws Exception {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("strategy=platform-pool(threads=1,queue=1),budget=20s");

    rig.backends.awaitCall("user").answer();
    rig.backends.awaitCall("orders").answer();

    Dashboard dashboard = reply.get().getDashboard();
    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(OUTCOME_LOADED, OUTCOME_LOADED, OUTCOME_FAILED);
    Section refused = Rig.section(dashboard, "notifications");
    assertThat(refused.getCode()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(refused.getMessage()).contains("all 1 threads", "1 calls wait");
    assertThat(refused.getAttempts()).isZero();
    assertThat(refused.hasLatency()).as("no call was made").isFalse();
  }

  @Test
  void requestsShareAPoolAndOneThatHangsDoesNotHoldTheOthersBeyondTheirBudget() throws Exception {
    rig.backends.onAll(FakeBackends.HANG);
    String pool = "strategy=platform-pool(threads=1,queue=16),sections=user,budget=%s";
    ListenableFuture<GetDashboardResponse> first = rig.start(pool.formatted("20s"));
    BackendCall held = rig.backends.awaitCall("user");

    Dashboard second = rig.get(pool.formatted("100ms"));

    assertThat(second.getSections(0).getOutcome()).isEqualTo(OUTCOME_SKIPPED);
    held.answer();
    assertThat(first.get().getDashboard().getSections(0).getOutcome()).isEqualTo(OUTCOME_LOADED);
  }
}
