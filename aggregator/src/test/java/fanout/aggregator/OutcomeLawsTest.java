package fanout.aggregator;

import static fanout.v1.Outcome.OUTCOME_FAILED;
import static fanout.v1.Outcome.OUTCOME_LOADED;
import static fanout.v1.Outcome.OUTCOME_TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.util.Durations;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.aggregator.strategy.FanOutStrategy.Shape;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardRequest;
import fanout.v1.Section;
import fanout.v1.Shard;
import io.grpc.Status;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the strategy: one outcome for each section, in the order asked, with the right data. */
class OutcomeLawsTest {
  private static final Shard WHOLE = Shard.getDefaultInstance();

  @RegisterExtension final Rig rig = new Rig();

  @ForEveryStrategy
  void everySectionHasOneOutcomeInTheOrderAsked(FanOutStrategy strategy) {
    Dashboard dashboard =
        rig.get("strategy=%s,sections=notifications|user|orders".formatted(Spec.print(strategy)));

    assertThat(dashboard.getSectionsList())
        .extracting(Section::getName)
        .containsExactly("notifications", "user", "orders");
    assertThat(dashboard.getSectionsList())
        .allSatisfy(
            section -> {
              assertThat(section.getOutcome()).isEqualTo(OUTCOME_LOADED);
              assertThat(section.getCode()).isEqualTo("OK");
              assertThat(section.getAttempts()).isEqualTo(1);
              assertThat(section.hasLatency()).isTrue();
              assertThat(section.getAppliedList())
                  .extracting(applied -> applied.getBackend())
                  .containsExactly(section.getName());
            });
    assertThat(dashboard.getCompleteness()).isEqualTo(1);
    assertThat(dashboard.getRequestId()).isEqualTo("r-1");
    assertWhole(dashboard, Rig.USER);
    assertThat(rig.backends.calls()).extracting(BackendCall::requestId).containsOnly("r-1");
  }

  static Stream<Arguments> strategiesAndWidths() {
    return Samples.strategies()
        .flatMap(strategy -> Stream.of(3, 100).map(shards -> Arguments.of(strategy, shards)));
  }

  @ParameterizedTest
  @MethodSource("strategiesAndWidths")
  void shardsAddUpToTheWhole(FanOutStrategy strategy, int shards) {
    Dashboard dashboard =
        rig.blocking()
            .getDashboard(
                GetDashboardRequest.newBuilder()
                    .setUserId("u-230")
                    .setRequestId("r-1")
                    .setPlan(
                        "strategy=%s,budget=20s; each:shards=%d"
                            .formatted(Spec.print(strategy), shards))
                    .build())
            .getDashboard();

    assertWhole(dashboard, "u-230");
    assertThat(dashboard.getSectionsList())
        .allSatisfy(section -> assertThat(section.getAttempts()).isEqualTo(shards));
    for (String section : Rig.SECTIONS) {
      assertThat(rig.backends.calls())
          .filteredOn(call -> call.section().equals(section))
          .extracting(BackendCall::requestId)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, shards).mapToObj(shard -> "r-1/" + shard).toList());
    }
  }

  private static void assertWhole(Dashboard dashboard, String userId) {
    assertThat(Rig.section(dashboard, "user").getUser()).isEqualTo(Content.user(userId, WHOLE));
    assertThat(Rig.section(dashboard, "orders").getOrders().getOrdersList())
        .isEqualTo(Content.orders(userId, WHOLE));
    assertThat(Rig.section(dashboard, "notifications").getNotifications().getNotificationsList())
        .isEqualTo(Content.notifications(userId, WHOLE));
  }

  static Stream<FanOutStrategy> chained() {
    return Samples.strategies(Shape.CHAINED);
  }

  @ParameterizedTest
  @MethodSource("chained")
  void chainedCallsFindLessAndLessOfTheBudget(FanOutStrategy strategy) {
    List<Long> left =
        rig.get("strategy=" + Spec.print(strategy)).getSectionsList().stream()
            .map(section -> Durations.toNanos(section.getBudgetLeft()))
            .toList();

    assertThat(left.get(1)).isLessThan(left.get(0));
    assertThat(left.get(2)).isLessThan(left.get(1));
  }

  @ForEveryStrategy
  void aFailureAndATimeOutLeaveTheRestAlone(FanOutStrategy strategy) {
    rig.backends
        .on("user", FakeBackends.fail(Status.UNAVAILABLE.withDescription("gone fishing")))
        .on("orders", FakeBackends.HANG);

    Dashboard dashboard = rig.get("strategy=%s; orders:limit=80ms".formatted(Spec.print(strategy)));

    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(OUTCOME_FAILED, OUTCOME_TIMED_OUT, OUTCOME_LOADED);
    assertThat(dashboard.getSectionsList())
        .extracting(Section::getCode)
        .containsExactly("UNAVAILABLE", "DEADLINE_EXCEEDED", "OK");
    assertThat(Rig.section(dashboard, "user").getMessage()).isEqualTo("gone fishing");
    assertThat(dashboard.getCompleteness()).isCloseTo(1 / 3.0, within(1e-9));
  }

  @ForEveryStrategy
  void aDeadlineThatTheBackendReportsIsItsFailure(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.fail(Status.DEADLINE_EXCEEDED.withDescription("mine")));

    assertThat(rig.get("strategy=" + Spec.print(strategy)).getSectionsList())
        .extracting(Section::getOutcome)
        .containsOnly(OUTCOME_FAILED);
  }

  @ForEveryStrategy
  void oneFailedShardFailsItsSectionAndCallsOffTheOthers(FanOutStrategy strategy) {
    rig.backends.on(
        "orders",
        call -> {
          if (call.shard().getIndex() == 0) {
            call.fail(Status.DATA_LOSS);
          }
        });

    Dashboard dashboard =
        rig.get("strategy=%s,budget=20s; orders:shards=3".formatted(Spec.print(strategy)));

    assertThat(dashboard.getSectionsList())
        .extracting(Section::getOutcome)
        .containsExactly(OUTCOME_LOADED, OUTCOME_FAILED, OUTCOME_LOADED);
    assertThat(Rig.section(dashboard, "orders").getCode()).isEqualTo("DATA_LOSS");
  }
}
