package fanout.benchmarks.limit;

import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.benchmarks.limit.LiveSettings.Side;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.LoadGenerator;
import fanout.lab.load.LoadPlan;
import fanout.lab.load.Poisson;
import fanout.lab.load.Rate;
import fanout.lab.load.Target;
import fanout.lab.load.Time;
import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import fanout.lab.measure.Timings;
import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.TestbedSettings;
import fanout.v1.Ledger;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One policy under one load, through a real aggregator to a real backend over loopback. Latency
 * counts from the moment at which a request should have been sent.
 *
 * @param load arrivals as a multiple of what the backend can do
 * @param seconds in which the measured requests were sent
 * @param requests what became of them, as their callers see it
 * @param reached calls that reached the backend
 * @param left of them, those whose caller had gone before they were answered
 */
record LiveRun(double load, double seconds, Summary requests, long reached, long left) {
  /** Runs it on a testbed of its own. */
  static LiveRun of(LiveSettings settings, Side side, ConcurrencyLimit policy, double load)
      throws InterruptedException {
    TestbedSettings bed =
        new TestbedSettings(
            TestbedSettings.anyPorts(),
            settings.behavior(),
            Optional.of(settings.plan(side, policy)),
            settings.seed(),
            List.of(),
            false);
    try (InProcess testbed = InProcess.start(bed)) {
      Target target =
          (index, ended) ->
              testbed
                  .dashboards()
                  .start(
                      Ask.of("u-" + index).requestId("live-" + index),
                      call -> ended.accept(call.status()));
      LoadPlan plan =
          LoadPlan.of(
              new Poisson(new Rate(load * settings.capacity())),
              settings.length(),
              settings.seed());
      new LoadGenerator(target, plan.warmUp(settings.warmUp()), Time.system()).run();
      testbed.simulator().resetLedgers("orders");
      Summary requests = new LoadGenerator(target, plan, Time.system()).run().summary();
      Ledger ledger = testbed.simulator().ledgers("orders").getFirst();
      return new LiveRun(
          load,
          settings.length().toNanos() / 1e9,
          requests,
          ledger.getStarted(),
          ledger.getCancelled());
    }
  }

  /** Requests a second that were answered in time. */
  double goodput() {
    return requests.ok() / seconds;
  }

  /** Share of the requests that were turned away. */
  double shed() {
    return (double) refusals().count() / requests.sent();
  }

  /** Share of the calls that the backend had begun to see for a caller who left. */
  double forNobody() {
    return reached == 0 ? 0 : (double) left / reached;
  }

  /** How long callers waited who were not turned away, answered in time or not. */
  Distribution accepted() {
    return requests.byCode().entrySet().stream()
        .filter(end -> end.getKey() != Status.Code.RESOURCE_EXHAUSTED)
        .map(Map.Entry::getValue)
        .reduce(requests.unfinished(), Timings::plus)
        .latency();
  }

  /** How long callers waited to hear that they were turned away. */
  Distribution refused() {
    return refusals().latency();
  }

  private Timings refusals() {
    return requests.of(Status.Code.RESOURCE_EXHAUSTED);
  }
}
