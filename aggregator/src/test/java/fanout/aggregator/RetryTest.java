package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.retry.Pushback;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.spec.Spec;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Outcome;
import fanout.v1.Section;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Retries on real connections to two replicas. */
class RetryTest {
  private static final FakeBackends.Script DOWN = FakeBackends.fail(Status.UNAVAILABLE);

  @RegisterExtension final Rig rig = new Rig(2);

  private Section orders(String plan) {
    return Rig.section(rig.get("sections=orders," + plan), "orders");
  }

  @ForEveryStrategy
  void aCallThatFailsIsTriedAgainAtAnotherReplica(FanOutStrategy strategy) {
    rig.on("orders", FakeBackends.byAttempt(DOWN, FakeBackends.ANSWER));

    Section orders =
        orders(
            "strategy=%s,budget=60s; orders:retry=backoff(initial=1ms)"
                .formatted(Spec.print(strategy)));

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_LOADED);
    assertThat(orders.getAttempts()).isEqualTo(2);
    assertThat(orders.getAttemptReport().getRetries()).isEqualTo(1);
    assertThat(rig.calls("orders")).extracting(BackendCall::previousAttempts).containsExactly(0, 1);
    assertThat(rig.replicas).allSatisfy(replica -> assertThat(replica.calls()).hasSize(1));
  }

  @ForEveryStrategy
  void theLastFailureIsTheCalls(FanOutStrategy strategy) {
    rig.on(
        "orders",
        FakeBackends.byAttempt(DOWN, DOWN, FakeBackends.fail(Status.FAILED_PRECONDITION)));

    Section orders =
        orders(
            "strategy=%s,budget=60s; orders:retry=backoff(initial=1ms)"
                .formatted(Spec.print(strategy)));

    assertThat(orders.getCode()).isEqualTo("FAILED_PRECONDITION");
    assertThat(orders.getAttempts()).isEqualTo(3);
  }

  @ForEveryStrategy
  void aCallerThatLeavesEndsThePause(FanOutStrategy strategy) {
    rig.on("orders", DOWN);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start(
            "strategy=%s,sections=orders,budget=9h; orders:retry=backoff(initial=1h,max=1h)"
                .formatted(Spec.print(strategy)));
    await().until(() -> rig.recorder.endedSpans() == 1);

    reply.cancel(true);

    rig.awaitNothingAlive();
    assertThat(rig.calls("orders")).hasSize(1);
  }

  @Test
  void aPauseBeyondTheDeadlineIsRefusedAtOnce() {
    rig.on("orders", DOWN);

    Section orders = orders("budget=60s; orders:retry=backoff(initial=1h,max=1h)");

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
    assertThat(orders.getCode()).isEqualTo("UNAVAILABLE");
    assertThat(orders.getAttemptReport().getRetriesRefusedMap())
        .containsExactly(Map.entry("deadline", 1));
    assertThat(rig.recorder.spans(SpanKind.INTERNAL, "section").getFirst().getEvents())
        .extracting(event -> event.getName())
        .containsExactly("retry refused");
  }

  @Test
  void theServersPushbackIsHeard() {
    Metadata trailers = new Metadata();
    trailers.put(Pushback.KEY, "-1");
    rig.on("orders", call -> call.fail(Status.UNAVAILABLE, trailers));

    Section orders = orders("budget=60s; orders:retry=backoff(initial=1ms)");

    assertThat(orders.getAttempts()).isEqualTo(1);
    assertThat(orders.getAttemptReport().getRetriesRefusedMap()).containsOnlyKeys("pushback");
  }

  @Test
  void thePauseThatTheServerAsksForTakesThePlaceOfThePlans() {
    Metadata trailers = new Metadata();
    trailers.put(Pushback.KEY, "1");
    rig.on(
        "orders",
        FakeBackends.byAttempt(
            call -> call.fail(Status.UNAVAILABLE, trailers), FakeBackends.ANSWER));

    Section orders = orders("budget=60s; orders:retry=backoff(initial=1h,max=1h)");

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_LOADED);
    assertThat(orders.getAttemptReport().getRetries()).isEqualTo(1);
  }

  @Test
  void aPauseOfTheServersBeyondTheDeadlineIsRefusedAtOnce() {
    Metadata trailers = new Metadata();
    trailers.put(Pushback.KEY, "3600000");
    rig.on("orders", call -> call.fail(Status.UNAVAILABLE, trailers));

    Section orders = orders("budget=60s; orders:retry=backoff(initial=1ms)");

    assertThat(orders.getAttempts()).isEqualTo(1);
    assertThat(orders.getAttemptReport().getRetriesRefusedMap()).containsOnlyKeys("deadline");
  }

  @Test
  void theAttemptsOfACallAreNumberedThrough() {
    rig.on("orders", FakeBackends.byAttempt(DOWN, DOWN, FakeBackends.ANSWER));

    orders("budget=60s; orders:retry=backoff(initial=1ms)");

    assertThat(rig.recorder.spans(SpanKind.CLIENT, ""))
        .extracting(span -> span.getAttributes().get(longKey("fanout.attempt")))
        .containsExactly(1L, 2L, 3L);
    assertThat(rig.recorder.spans(SpanKind.CLIENT, ""))
        .allMatch(span -> span.getAttributes().get(booleanKey("fanout.hedge")) == null);
  }

  /** Nobody listens: gRPC fails the call before it has a stream. */
  @Test
  void anAttemptThatNeverLeavesIsAnAttemptLikeAnyOther() {
    rig.replicas.forEach(FakeBackends::close);

    Section retried = orders("budget=60s; orders:retry=backoff(attempts=2,initial=1ms)");
    Section hedged = orders("budget=60s; orders:hedge=fixed(after=1h)");

    assertThat(retried.getCode()).isEqualTo("UNAVAILABLE");
    assertThat(retried.getAttempts()).isEqualTo(2);
    assertThat(retried.getAttemptReport().getRetries()).isEqualTo(1);
    assertThat(hedged.getCode()).isEqualTo("UNAVAILABLE");
    assertThat(hedged.getAttempts()).as("there is nobody to hedge it").isEqualTo(1);
    assertThat(rig.recorder.spans(SpanKind.CLIENT, ""))
        .extracting(span -> span.getAttributes().get(longKey("fanout.attempt")))
        .containsExactly(1L, 2L, 1L);
  }

  @Test
  void aThrottledBackendIsSparedByAllCallsOfThePolicy() {
    rig.on("orders", DOWN);
    String plan = "budget=60s; orders:retry=backoff(initial=1ms,throttle=tokens(max=2))";

    assertThat(orders(plan).getAttempts()).isEqualTo(1);
    assertThat(orders(plan).getAttemptReport().getRetriesRefusedMap())
        .containsOnlyKeys("throttled");
  }
}
