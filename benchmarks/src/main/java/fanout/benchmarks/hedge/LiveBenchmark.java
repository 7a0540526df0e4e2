package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares hedging policies on real gRPC: an aggregator and replicas of a simulated backend in one
 * process over loopback, under an open load. Nothing is judged: on a busy machine the figures are
 * those of the machine. Exit status 0, or 2 for bad settings.
 */
public final class LiveBenchmark {
  private static final List<String> HEADER =
      List.of("latency", "policy", "p50", "p99", "p99.9", "extra load", "cancelled", "failed");

  private LiveBenchmark() {}

  /** Prints the table, with progress on standard error. */
  @SuppressWarnings("SystemOut") // a program whose output is its table
  public static void main(String[] args) throws InterruptedException {
    LiveSettings settings =
        Settings.of(LiveSettings.class, "hedge-benchmark-live", "FANOUT_HEDGE_LIVE_")
            .describedAs("Compares hedging policies on real gRPC.", "0.1.0")
            .load(args)
            .orExit();
    String shape =
        settings.latency() + (settings.outage().isEmpty() ? "" : ", outage " + settings.outage());
    List<List<String>> rows = new ArrayList<>();
    for (HedgePolicy policy : settings.policies()) {
      System.err.println(Spec.print(policy) + " …");
      LiveRun.Result result = LiveRun.of(settings, policy);
      rows.add(
          List.of(
              shape,
              Spec.print(policy),
              HedgeReport.millis(result.quantile(0.5)),
              HedgeReport.millis(result.quantile(0.99)),
              HedgeReport.millis(result.quantile(0.999)),
              HedgeReport.percent(result.extraLoad()),
              String.valueOf(result.cancelled()),
              String.valueOf(result.failures())));
    }
    System.out.printf(
        "%d calls at %d a second after %d, %d replicas%n%n",
        settings.calls(), settings.rate(), settings.warmUp(), settings.replicas());
    System.out.print(HedgeReport.table(HEADER, rows, settings.format()));
  }
}
