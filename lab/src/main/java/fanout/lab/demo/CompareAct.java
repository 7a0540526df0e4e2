package fanout.lab.demo;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient.Ask;
import fanout.v1.Dashboard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The same request in turn and at once, interleaved (A B A B …) so that whatever else the machine
 * does meets both alike. Theory: in turn is the sum of the latencies, at once the largest of them.
 */
final class CompareAct {
  private static final int WARM_UP = 2;

  private final Stage stage;
  private final int requests;

  CompareAct(Stage stage, int requests) {
    this.stage = stage;
    this.requests = requests;
  }

  DemoResult.Comparison play(Collection<Duration> backends) {
    Series sequential = new Series("sequential");
    Series concurrent = new Series("concurrent");
    for (int i = 0; i < WARM_UP + requests; i++) {
      stage.progress().accept("request %d of %d, in turn and at once".formatted(i + 1, WARM_UP + requests));
      sequential.call(i);
      concurrent.call(i);
    }
    Duration sum = backends.stream().reduce(Duration.ZERO, Duration::plus);
    Duration max = backends.stream().max(Duration::compareTo).orElseThrow();
    return new DemoResult.Comparison(sequential.result(sum), concurrent.result(max));
  }

  private final class Series {
    private final String strategy;
    private final List<Duration> elapsed = new ArrayList<>();
    private final List<Dashboard> dashboards = new ArrayList<>();

    Series(String strategy) {
      this.strategy = strategy;
    }

    void call(int round) {
      Ask ask = Ask.of(Stage.USER).plan("strategy=" + strategy).requestId("demo-%s-%d".formatted(strategy, round));
      DashboardCall call = stage.call(ask);
      if (round >= WARM_UP) {
        elapsed.add(call.elapsed());
        dashboards.add(call.orThrow());
      }
    }

    DemoResult.Strategy result(Duration theory) {
      Latencies latencies = new Latencies(elapsed);
      Dashboard median = dashboards.get(latencies.indexOfQuantile(0.5));
      return new DemoResult.Strategy(theory, latencies, stage.trace(median));
    }
  }
}
