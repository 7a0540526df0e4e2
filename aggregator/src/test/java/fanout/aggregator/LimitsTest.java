package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static fanout.v1.Outcome.OUTCOME_FAILED;
import static fanout.v1.Outcome.OUTCOME_LOADED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Section;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Limits on the wire. The rig checks after every test that no permit is in use and nobody waits.
 */
class LimitsTest {
  private static final AttributeKey<Double> WAIT =
      AttributeKey.doubleKey("fanout.admission.wait_ms");
  private static final AttributeKey<String> SHED = AttributeKey.stringKey("fanout.admission.shed");

  @RegisterExtension final Rig rig = new Rig();

  private static StatusRuntimeException failure(ListenableFuture<?> reply) {
    ExecutionException failure = catchThrowableOfType(ExecutionException.class, reply::get);
    return (StatusRuntimeException) Objects.requireNonNull(failure.getCause());
  }

  private static List<Any> details(StatusRuntimeException error) {
    return Objects.requireNonNull(StatusProto.fromThrowable(error)).getDetailsList();
  }

  private static RetryInfo retryInfo(StatusRuntimeException error)
      throws InvalidProtocolBufferException {
    return details(error).stream()
        .filter(detail -> detail.is(RetryInfo.class))
        .findFirst()
        .orElseThrow()
        .unpack(RetryInfo.class);
  }

  private long orders() {
    return rig.backends.calls().stream().filter(call -> call.section().equals("orders")).count();
  }

  private static Stream<FanOutStrategy> overlapping() {
    return Samples.strategies(Shape.OVERLAPPING);
  }

  // Inbound.

  @Test
  void aRequestBeyondTheLimitWaitsAndTheNextIsTurnedAwayBeforeAnyCall() throws Exception {
    String plan = "sections=orders,admission=fixed(n=1,queue=1),budget=60s";
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> first = rig.start(plan);
    rig.backends.awaitCalls(1);
    ListenableFuture<GetDashboardResponse> second = rig.start(plan);
    StatusRuntimeException third = rig.fails(plan);

    assertThat(third.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(third.getStatus().getDescription()).startsWith("shed by the limit of 1 on inbound");
    ErrorInfo info = details(third).getFirst().unpack(ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo("SHED_FULL");
    assertThat(info.getMetadataMap())
        .containsEntry("scope", "inbound")
        .containsEntry("limit", "1")
        .containsEntry("request_id", "r-1");
    assertThat(orders()).isEqualTo(1);

    rig.backends.awaitCall("orders").answer();
    assertThat(first.get().getDashboard().getCompleteness()).isEqualTo(1);
    rig.backends.awaitCalls(2);
    rig.backends.calls().get(1).answer();
    assertThat(second.get().getDashboard().getCompleteness()).isEqualTo(1);
  }

  @Test
  void whatIsTurnedAwayIsToldWhenToTryAgainOnceThatCanBeTold() throws Exception {
    String plan = "sections=orders,admission=fixed(n=1,queue=0),budget=60s";
    rig.get(plan);
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> first = rig.start(plan);
    rig.backends.awaitCalls(2);

    RetryInfo retry = retryInfo(rig.fails(plan));

    assertThat(Durations.toNanos(retry.getRetryDelay())).isPositive();
    rig.backends.calls().get(1).answer();
    first.get();
  }

  @Test
  void whoHasItsReplyMayAskAgainAtOnce() {
    for (int call = 0; call < 50; call++) {
      assertThat(rig.get("admission=fixed(n=1,queue=0)").getCompleteness()).isEqualTo(1);
    }
  }

  @Test
  void aCallerWhoLeavesGivesUpTheWait() throws Exception {
    String plan = "sections=orders,admission=fixed(n=1,queue=1),budget=60s";
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> first = rig.start(plan);
    rig.backends.awaitCalls(1);
    ListenableFuture<GetDashboardResponse> second = rig.start(plan);
    await().until(() -> rig.recorder.level("fanout.limit.queued") == 1);

    second.cancel(true);

    await().until(() -> rig.recorder.level("fanout.limit.queued") == 0);
    rig.backends.awaitCall("orders").answer();
    first.get();
    rig.awaitNothingAlive();
    assertThat(orders()).isEqualTo(1);
  }

  @Test
  void aRequestWhoseBudgetRunsOutInTheQueueIsTurnedAway() {
    String plan = "sections=orders,admission=fixed(n=1,queue=1),budget=%s";
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> first = rig.start(plan.formatted("60s"));
    rig.backends.awaitCalls(1);

    StatusRuntimeException second = rig.fails(plan.formatted("50ms"));

    assertThat(second.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(second.getStatus().getDescription()).contains("too late for its deadline");
    assertThat(orders()).isEqualTo(1);
    rig.backends.awaitCall("orders").answer();
    assertThat(first).succeedsWithin(Duration.ofSeconds(20));
  }

  // Outbound.

  @ForEveryStrategy
  void callsBeyondTheLimitWaitForTheirTurnAndAllAreAnswered(FanOutStrategy strategy) {
    Dashboard dashboard =
        rig.get(
            "sections=orders,budget=60s,strategy=%s; orders:shards=5,concurrency=fixed(n=1)"
                .formatted(Spec.print(strategy)));

    assertThat(dashboard.getSections(0).getOutcome()).isEqualTo(OUTCOME_LOADED);
    assertThat(rig.backends.events())
        .containsExactly(
            "orders starts",
            "orders ends",
            "orders starts",
            "orders ends",
            "orders starts",
            "orders ends",
            "orders starts",
            "orders ends",
            "orders starts",
            "orders ends");
  }

  @ParameterizedTest
  @MethodSource("overlapping")
  void aCallThatFindsNoPlaceFailsItsSectionOnly(FanOutStrategy strategy) {
    rig.backends.on("orders", FakeBackends.HANG);
    Dashboard dashboard =
        rig.get(
            "budget=60s,strategy=%s; orders:shards=3,concurrency=fixed(n=1,queue=0)"
                .formatted(Spec.print(strategy)));

    Section orders = Rig.section(dashboard, "orders");
    assertThat(orders.getOutcome()).isEqualTo(OUTCOME_FAILED);
    assertThat(orders.getCode()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(orders.getMessage()).startsWith("shed by the limit of 1 on orders");
    assertThat(Rig.section(dashboard, "user").getOutcome()).isEqualTo(OUTCOME_LOADED);
  }

  @ParameterizedTest
  @MethodSource("overlapping")
  void aDecidedRequestLeavesNoCallWaiting(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start(
            "join=fail-fast,budget=60s,strategy=%s; orders:shards=4,concurrency=fixed(n=1)"
                .formatted(Spec.print(strategy)));
    rig.backends.awaitCalls(3);
    await().until(() -> rig.recorder.level("fanout.limit.queued") == 3);

    rig.backends.awaitCall("user").fail(Status.PERMISSION_DENIED);

    assertThat(failure(reply).getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    rig.awaitNothingAlive();
    assertThat(orders()).isEqualTo(1);
  }

  @ForEveryStrategy
  void aCallerWhoLeavesLeavesNoCallWaiting(FanOutStrategy strategy) {
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start(
            "sections=orders,budget=60s,strategy=%s; orders:shards=4,concurrency=fixed(n=1)"
                .formatted(Spec.print(strategy)));
    rig.backends.awaitCalls(1);
    reply.cancel(true);
    rig.awaitNothingAlive();
    assertThat(orders()).isEqualTo(1);
  }

  @ForEveryStrategy
  void aWaitCountsAgainstTheCallsOwnLimit(FanOutStrategy strategy) {
    rig.backends.on("orders", FakeBackends.HANG);
    String plan =
        "sections=orders,budget=60s,strategy=%s; orders:concurrency=fixed(n=1)"
            .formatted(Spec.print(strategy));
    ListenableFuture<GetDashboardResponse> holdsThePermit = rig.start(plan);
    rig.backends.awaitCalls(1);

    Section orders = Rig.section(rig.get(plan + ",limit=80ms"), "orders");

    assertThat(orders.getOutcome()).isNotEqualTo(OUTCOME_LOADED);
    assertThat(orders()).isEqualTo(1);
    holdsThePermit.cancel(true);
    rig.awaitNothingAlive();
  }

  @Test
  void aRequiredSectionThatIsShedFailsTheRequestWithTheDelay() throws Exception {
    String plan = "sections=orders,budget=60s; orders:required=true,concurrency=fixed(n=1,queue=0)";
    rig.get(plan);
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> first = rig.start(plan);
    rig.backends.awaitCalls(2);

    StatusRuntimeException second = rig.fails(plan);

    assertThat(second.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Rig.fates(second)).containsEntry("orders", "SECTION_FAILED");
    assertThat(Durations.toNanos(retryInfo(second).getRetryDelay())).isPositive();
    rig.backends.calls().get(1).answer();
    first.get();
  }

  @Test
  void limitsThatAreNotInUseMakeWayForOthers() {
    for (int n = 1; n <= 40; n++) {
      assertThat(
              rig.get("admission=fixed(n=%d); user:concurrency=fixed(n=%d)".formatted(n, n))
                  .getCompleteness())
          .isEqualTo(1);
    }
  }

  @Test
  void onePermitCoversACallWithAllItsAttempts() {
    AtomicInteger calls = new AtomicInteger();
    rig.backends.on(
        "orders",
        call -> {
          if (calls.incrementAndGet() < 3) {
            call.fail(Status.UNAVAILABLE);
          } else {
            call.answer();
          }
        });
    Section orders =
        Rig.section(
            rig.get("budget=60s; orders:retry=backoff(initial=1ms),concurrency=fixed(n=1,queue=0)"),
            "orders");
    assertThat(orders.getOutcome()).isEqualTo(OUTCOME_LOADED);
    assertThat(orders.getAttempts()).isEqualTo(3);
  }

  // Telemetry.

  @Test
  void spansTellTheWaitAndWhatWasShed() throws Exception {
    String plan = "sections=orders,admission=fixed(n=1,queue=0),budget=60s";
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> first = rig.start(plan);
    rig.backends.awaitCalls(1);
    rig.fails(plan);
    rig.backends.awaitCall("orders").answer();
    first.get();

    List<SpanData> servers = rig.recorder.spans(SpanKind.SERVER, "fanout.v1.DashboardService");
    assertThat(servers).extracting(span -> span.getAttributes().get(SHED)).contains("full");
    assertThat(servers).allMatch(span -> span.getAttributes().get(WAIT) != null);
  }

  @ForEveryStrategy
  void aSectionsSpanTellsTheLongestWait(FanOutStrategy strategy) {
    rig.get(
        "sections=orders,strategy=%s; orders:shards=3,concurrency=fixed(n=1)"
            .formatted(Spec.print(strategy)));
    assertThat(rig.recorder.spans(SpanKind.INTERNAL, "section orders"))
        .singleElement()
        .satisfies(span -> assertThat(span.getAttributes().get(WAIT)).isNotNegative());
  }
}
