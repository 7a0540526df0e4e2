package fanout.lab.demo;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient.Ask;
import fanout.v1.Dashboard;

/** One backend fails: the dashboard comes without it, as it is not required. */
final class PartialAct {
  private PartialAct() {}

  static DemoResult.Partial play(Stage stage) {
    stage.progress().accept("a failing backend");
    Ask ask = Ask.of(Stage.USER).simulation("notifications:error=UNAVAILABLE");
    stage.warmUp(ask);
    DashboardCall call = stage.call(ask.requestId("demo-partial"));
    Dashboard dashboard = call.orThrow();
    return new DemoResult.Partial(dashboard, call.elapsed(), stage.trace(dashboard));
  }
}
