package fanout.aggregator;

import static fanout.v1.Outcome.OUTCOME_CANCELLED;
import static fanout.v1.Outcome.OUTCOME_FAILED;
import static fanout.v1.Outcome.OUTCOME_LOADED;
import static fanout.v1.Outcome.OUTCOME_SUBSTITUTED;
import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardRequest;
import fanout.v1.OrderList;
import fanout.v1.Section;
import fanout.v1.Shard;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands in for a section that is missing; ages are pinned in {@code LastGoodTest}. */
class SubstituteTest {
  @RegisterExtension final Rig rig = new Rig();

  @ForEveryStrategy
  void anEmptySectionStandsInForAFailure(FanOutStrategy strategy) {
    rig.backends.on("orders", FakeBackends.fail(Status.UNAVAILABLE.withDescription("down")));

    Dashboard dashboard =
        rig.get("strategy=%s; orders:substitute=empty".formatted(Spec.print(strategy)));

    Section orders = Rig.section(dashboard, "orders");
    assertThat(orders.getOutcome()).isEqualTo(OUTCOME_SUBSTITUTED);
    assertThat(orders.getOrders()).isEqualTo(OrderList.getDefaultInstance());
    assertThat(orders.hasOrders()).isTrue();
    assertThat(orders.hasSubstituteAge()).isFalse();
    assertThat(orders.getCode()).as("what it hides").isEqualTo("UNAVAILABLE");
    assertThat(orders.getMessage()).isEqualTo("down");
    assertThat(dashboard.getCompleteness()).isLessThan(1);
  }

  @Test
  void theLastGoodAnswerStandsInForATimeOut() {
    rig.get("orders:substitute=last-good");
    rig.backends.on("orders", FakeBackends.HANG);

    Section orders = Rig.section(rig.get("orders:substitute=last-good(1h),limit=50ms"), "orders");

    assertThat(orders.getOutcome()).isEqualTo(OUTCOME_SUBSTITUTED);
    assertThat(orders.getOrders().getOrdersList())
        .isEqualTo(Content.orders(Rig.USER, Shard.getDefaultInstance()));
    assertThat(orders.hasSubstituteAge()).isTrue();
  }

  @Test
  void anotherUsersAnswerIsNoSubstitute() {
    rig.get("orders:substitute=last-good");
    rig.backends.on("orders", FakeBackends.fail(Status.UNAVAILABLE));

    Dashboard dashboard =
        rig.blocking()
            .getDashboard(
                GetDashboardRequest.newBuilder()
                    .setUserId("u-8")
                    .setPlan("orders:substitute=last-good")
                    .build())
            .getDashboard();

    assertThat(Rig.section(dashboard, "orders").getOutcome()).isEqualTo(OUTCOME_FAILED);
  }

  @Test
  void aSectionThatWasCalledOffGetsNone() {
    rig.backends.on("orders", FakeBackends.HANG);

    Dashboard dashboard = rig.get("join=first-success,sections=orders|user; each:substitute=empty");

    assertThat(Rig.section(dashboard, "orders").getOutcome()).isEqualTo(OUTCOME_CANCELLED);
    assertThat(Rig.section(dashboard, "user").getOutcome()).isEqualTo(OUTCOME_LOADED);
  }

  @Test
  void aRequiredSectionMayNotHaveOne() {
    assertThat(rig.fails("orders:required=true,substitute=empty").getStatus())
        .satisfies(
            status -> {
              assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(status.getDescription()).contains("substitute", "empty", "required=false");
            });
  }
}
