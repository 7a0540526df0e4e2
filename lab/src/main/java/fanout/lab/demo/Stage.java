package fanout.lab.demo;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.testbed.Testbed;
import fanout.lab.trace.Trace;
import fanout.v1.Dashboard;

/**
 * Where the acts of a demo play: a running testbed and a line that shows how far it has come.
 *
 * @param progress hears what is being done, in a few words
 */
record Stage(Testbed testbed, java.util.function.Consumer<String> progress) {
  static final String USER = "u-1001";

  DashboardCall call(Ask ask) {
    return testbed.dashboards().call(ask);
  }

  /**
   * The same call once before it counts: the first of its kind loads classes for a hundred
   * milliseconds or more.
   */
  void warmUp(Ask ask) {
    call(ask.requestId("warm-up"));
  }

  /** The trace of a dashboard, as the receiver got it over OTLP. */
  Trace trace(Dashboard dashboard) {
    return testbed.awaitTrace(dashboard.getTraceId());
  }
}
