package fanout.lab.demo;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient.Ask;
import fanout.v1.Dashboard;
import java.time.Duration;

/**
 * One backend is slow: its section is cut off by a limit of its own, and the dashboard comes
 * without it.
 */
final class TimeLimitAct {
  private static final Duration LIMIT = Duration.ofMillis(150);

  private TimeLimitAct() {}

  static DemoResult.Limited play(Stage stage) {
    stage.progress().accept("a slow backend and a time limit");
    Ask ask =
        Ask.of(Stage.USER)
            .plan("each:limit=%dms".formatted(LIMIT.toMillis()))
            .simulation("orders:latency=900ms");
    stage.warmUp(ask);
    DashboardCall call = stage.call(ask.requestId("demo-limit"));
    Dashboard dashboard = call.orThrow();
    return new DemoResult.Limited(LIMIT, dashboard, call.elapsed(), stage.trace(dashboard));
  }
}
