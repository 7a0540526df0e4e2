package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static fanout.v1.Outcome.OUTCOME_CANCELLED;
import static fanout.v1.Outcome.OUTCOME_FAILED;
import static fanout.v1.Outcome.OUTCOME_LOADED;
import static fanout.v1.Outcome.OUTCOME_SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.join.JoinPolicy;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardResponse;
import fanout.v1.Section;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the join policies do on the wire. */
class JoinTest {
  @RegisterExtension final Rig rig = new Rig();

  @ParameterizedTest
  @MethodSource("fanout.aggregator.Samples#policies")
  void everyPolicyIsContentWithAllSections(JoinPolicy policy) {
    Dashboard dashboard = rig.get("strategy=sequential,join=" + Spec.print(policy));

    assertThat(dashboard.getPlanApplied()).contains("join=" + Spec.print(policy));
    assertThat(dashboard.getSections(0).getOutcome()).isEqualTo(OUTCOME_LOADED);
  }

  @ParameterizedTest
  @MethodSource("fanout.aggregator.Samples#policies")
  void noPolicyIsContentWithoutARequiredSection(JoinPolicy policy) {
    rig.backends.on("orders", FakeBackends.fail(Status.ABORTED.withDescription("try again")));

    StatusRuntimeException error =
        rig.fails("join=%s; orders:required=true".formatted(Spec.print(policy)));

    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(error.getStatus().getDescription()).isEqualTo("section orders: try again");
    assertThat(Rig.fates(error))
        .containsOnlyKeys(Rig.SECTIONS)
        .containsEntry("orders", "SECTION_FAILED");
  }

  @ForEveryStrategy
  void failFastCancelsTheRestAtOnce(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("strategy=%s,join=fail-fast,budget=60s".formatted(Spec.print(strategy)));
    boolean chained = strategy.shape() == Shape.CHAINED;
    rig.backends.awaitCalls(chained ? 1 : 3);

    rig.backends.awaitCall("user").fail(Status.PERMISSION_DENIED);

    StatusRuntimeException error = failure(reply);
    String rest = chained ? "SECTION_SKIPPED" : "SECTION_CANCELLED";
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(Rig.fates(error))
        .isEqualTo(Map.of("user", "SECTION_FAILED", "orders", rest, "notifications", rest));
    rig.awaitNothingAlive();
    assertThat(rig.backends.calls()).filteredOn(BackendCall::isCancelled).hasSize(chained ? 0 : 2);
  }

  @ForEveryStrategy
  void firstSuccessCancelsTheRestAtOnce(FanOutStrategy strategy) throws Exception {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("strategy=%s,join=first-success,budget=60s".formatted(Spec.print(strategy)));
    boolean chained = strategy.shape() == Shape.CHAINED;
    rig.backends.awaitCalls(chained ? 1 : 3);

    rig.backends.awaitCall("user").answer();

    assertThat(reply.get().getDashboard().getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(
            OUTCOME_LOADED,
            chained ? OUTCOME_SKIPPED : OUTCOME_CANCELLED,
            chained ? OUTCOME_SKIPPED : OUTCOME_CANCELLED);
    rig.awaitNothingAlive();
    assertThat(rig.backends.calls()).filteredOn(BackendCall::isCancelled).hasSize(chained ? 0 : 2);
  }

  @Test
  void aQuorumWaitsForItsNumberAndForWhatIsRequired() throws Exception {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("join=quorum(2),budget=60s; notifications:required=true");
    rig.backends.awaitCalls(3);

    rig.backends.awaitCall("user").fail(Status.INTERNAL);
    rig.backends.awaitCall("orders").answer();
    rig.backends.awaitCall("notifications").answer();

    assertThat(reply.get().getDashboard().getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(OUTCOME_FAILED, OUTCOME_LOADED, OUTCOME_LOADED);
  }

  @Test
  void aQuorumThatCanNoLongerBeReachedBlamesTheFirstFailureAndCancelsTheRest() {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply = rig.start("join=quorum(2),budget=60s");
    rig.backends.awaitCalls(3);

    rig.backends.awaitCall("orders").fail(Status.NOT_FOUND);
    await().until(() -> rig.recorder.openSpans() == 6); // server, fan-out, two sections, two calls
    rig.backends.awaitCall("user").fail(Status.DATA_LOSS);

    StatusRuntimeException error = failure(reply);
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(Rig.fates(error)).containsEntry("notifications", "SECTION_CANCELLED");
    await().until(() -> rig.backends.awaitCall("notifications").isCancelled());
  }

  @ParameterizedTest
  @ValueSource(strings = {"quorum(n=2)", "first-success"})
  void aQuorumLostBehindSubstitutesBlamesWhatTheyHide(String join) {
    rig.backends.onAll(FakeBackends.fail(Status.UNAVAILABLE));

    StatusRuntimeException error =
        rig.fails("strategy=sequential,join=%s; each:substitute=empty".formatted(join));

    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(error.getStatus().getDescription()).startsWith("section user");
    assertThat(Rig.fates(error)).containsEntry("user", "SECTION_SUBSTITUTED");
  }

  @Test
  void allWaitsForEverySectionBeforeItFails() {
    rig.backends
        .on("user", FakeBackends.fail(Status.UNAUTHENTICATED))
        .on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply = rig.start("join=all,budget=60s");
    BackendCall orders = rig.backends.awaitCall("orders");

    orders.answer();

    StatusRuntimeException error = failure(reply);
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(Rig.fates(error))
        .containsEntry("orders", "SECTION_LOADED")
        .containsEntry("notifications", "SECTION_LOADED");
    assertThat(orders.isCancelled()).isFalse();
  }

  @Test
  void anErrorFitsIntoAClientsMetadataHoweverWideTheRequestAndLongTheMessages() {
    rig.backends.onAll(FakeBackends.fail(Status.UNAVAILABLE.withDescription("x".repeat(2000))));

    StatusRuntimeException error = rig.fails("join=all,budget=20s; each:shards=100,limit=19s");

    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(error.getStatus().getDescription()).endsWith("xxx… (2000 characters in all)");
    assertThat(Rig.fates(error)).containsOnlyKeys(Rig.SECTIONS);
  }

  private static StatusRuntimeException failure(ListenableFuture<?> reply) {
    ExecutionException failure = catchThrowableOfType(ExecutionException.class, reply::get);
    return (StatusRuntimeException) Objects.requireNonNull(failure.getCause());
  }
}
