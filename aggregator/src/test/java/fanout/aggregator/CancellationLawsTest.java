package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.runtime.spec.Spec;
import fanout.v1.GetDashboardResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever the strategy: when the caller goes, every call that is under way goes with it. */
class CancellationLawsTest {
  @RegisterExtension final Rig rig = new Rig();

  @ForEveryStrategy
  void theCallersCancelReachesEveryBackendAndLaterCallsNeverStart(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start("strategy=%s,budget=60s".formatted(Spec.print(strategy)));
    rig.backends.awaitCalls(underWay(strategy));

    reply.cancel(true);

    await().until(() -> rig.backends.calls().stream().allMatch(BackendCall::isCancelled));
    rig.awaitNothingAlive();
    assertThat(rig.backends.calls()).hasSize(underWay(strategy));
  }

  /**
   * A section is required because the calls' deadline may pass a moment before the caller's own.
   */
  @ForEveryStrategy
  void theCallersDeadlineReachesEveryBackendAndLaterCallsNeverStart(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.HANG);

    assertThatThrownBy(
            () ->
                rig.blocking()
                    .withDeadlineAfter(400, TimeUnit.MILLISECONDS)
                    .getDashboard(
                        Rig.request(
                            "strategy=%s,budget=60s,reserve=0ms; user:required=true"
                                .formatted(Spec.print(strategy)))))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));

    rig.awaitNothingAlive();
    assertThat(rig.backends.calls())
        .hasSize(underWay(strategy))
        .allMatch(BackendCall::isCancelled)
        .allSatisfy(
            call -> assertThat(call.timeLeft().orElseThrow().toMillis()).isLessThanOrEqualTo(400));
  }

  private static int underWay(FanOutStrategy strategy) {
    return strategy.shape() == Shape.CHAINED ? 1 : 3;
  }

  @ForEveryStrategy
  void aCancelBetweenTwoShardsStopsTheRest(FanOutStrategy strategy) {
    rig.backends.on("orders", FakeBackends.HANG);
    ListenableFuture<GetDashboardResponse> reply =
        rig.start(
            "strategy=%s,budget=60s,sections=orders; orders:shards=4"
                .formatted(Spec.print(strategy)));
    int underWay = strategy.shape() == Shape.CHAINED ? 2 : 4;
    rig.backends.awaitCalls(1);
    rig.backends.calls().getFirst().answer();
    rig.backends.awaitCalls(underWay);

    reply.cancel(true);

    rig.awaitNothingAlive();
    assertThat(rig.backends.calls()).hasSize(underWay);
    assertThat(rig.backends.calls()).filteredOn(BackendCall::isCancelled).hasSize(underWay - 1);
  }
}
