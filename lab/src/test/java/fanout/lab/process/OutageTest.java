package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.v1.Dashboard;
import fanout.v1.Outcome;
import fanout.v1.Section;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Backends that die, come back, or stand still while dashboards are asked for. */
class OutageTest {
  private static Section orders(Dashboard dashboard) {
    return dashboard.getSectionsList().stream()
        .filter(section -> section.getName().equals("orders"))
        .findFirst()
        .orElseThrow();
  }

  private static boolean complete(DashboardCall call) {
    return call.dashboard().filter(dashboard -> dashboard.getCompleteness() == 1.0).isPresent();
  }

  /** An answer that has all but the orders. */
  private static boolean partial(DashboardCall call) {
    return call.status().isOk()
        && orders(call.orThrow()).getOutcome() == Outcome.OUTCOME_FAILED
        && call.orThrow().getSectionsList().stream()
            .filter(section -> !section.getName().equals("orders"))
            .allMatch(section -> section.getOutcome() == Outcome.OUTCOME_LOADED);
  }

  private static ConditionFactory soon() {
    return await().atMost(Child.LONG);
  }

  private static String[] orders(Child others, String orders) {
    return Targets.of(Map.of("orders", orders), others.data());
  }

  @Test
  void aBackendThatDiesIsUnavailableWithinTheBudgetAndIsUsedAgainOnceItIsBack() throws Exception {
    try (Child others =
            Program.BACKEND.start("--serve=user,notifications", "--behavior=latency=5ms");
        Child first = Program.BACKEND.start("--serve=orders", "--behavior=latency=5ms");
        Child aggregator = Program.AGGREGATOR.start(orders(others, first.data()));
        Traffic traffic = new Traffic(aggregator.dashboards(), 4, "budget=20s", call -> true)) {
      soon().until(() -> traffic.calls().stream().filter(OutageTest::complete).count() >= 50);
      first.kill();
      soon().until(() -> traffic.calls().stream().filter(OutageTest::partial).count() >= 50);
      int before;
      try (Child second =
          Program.BACKEND.start("--serve=orders", "--data-port=" + first.dataPort())) {
        before = traffic.calls().size();
        soon()
            .until(
                () ->
                    traffic.calls().stream().skip(before).filter(OutageTest::complete).count()
                        >= 50);
        traffic.close();
        assertThat(traffic.awaitEnd()).isTrue();
        assertThat(Child.ledger(second.simulator(), "orders").getFinished())
            .isGreaterThanOrEqualTo(50);
      }
      List<Dashboard> answers = traffic.calls().stream().map(DashboardCall::orThrow).toList();
      assertThat(answers)
          .extracting(OutageTest::orders)
          .extracting(section -> Lost.code(section.getCode(), section.getMessage()))
          .containsOnly("OK", "UNAVAILABLE");
    }
  }

  @Test
  void aBackendThatStandsStillCostsTheBudgetAndNoMore() throws Exception {
    try (Child others = Program.BACKEND.start("--serve=user,notifications");
        Child backend = Program.BACKEND.start("--serve=orders");
        Child aggregator = Program.AGGREGATOR.start(orders(others, backend.data()))) {
      DashboardClient dashboards = aggregator.dashboards();
      soon().until(() -> complete(dashboards.call(Ask.of("u-1"))));
      backend.freeze();
      try {
        Dashboard dashboard = dashboards.call(Ask.of("u-1").plan("budget=1s")).orThrow();
        assertThat(orders(dashboard).getOutcome()).isEqualTo(Outcome.OUTCOME_TIMED_OUT);
        assertThat(orders(dashboard).getCode()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(dashboard.getCompleteness()).isBetween(0.6, 0.7);
      } finally {
        backend.thaw();
      }
      assertThat(complete(dashboards.call(Ask.of("u-1").plan("budget=20s")))).isTrue();
    }
  }

  @Test
  void callsGoToAllReplicasAndToTheOneThatIsLeft() throws Exception {
    try (Child others = Program.BACKEND.start("--serve=user,notifications");
        Child one = Program.BACKEND.start("--serve=orders");
        Child two = Program.BACKEND.start("--serve=orders");
        Child aggregator =
            Program.AGGREGATOR.start(orders(others, one.data() + "," + two.data()))) {
      DashboardClient dashboards = aggregator.dashboards();
      var ledgers = List.of(one.simulator(), two.simulator());
      soon()
          .until(
              () -> {
                dashboards.call(Ask.of("u-1"));
                return ledgers.stream()
                    .allMatch(ledger -> Child.ledger(ledger, "orders").getFinished() >= 5);
              });
      one.kill();
      int needed = 20; // one alone may be answered before the aggregator notices the death
      soon()
          .until(
              () ->
                  IntStream.range(0, needed)
                      .allMatch(i -> complete(dashboards.call(Ask.of("u-1")))));
    }
  }
}
