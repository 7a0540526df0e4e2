package fanout.benchmarks.hedge;

import fanout.benchmarks.bench.MachineLoad;
import fanout.benchmarks.result.Figure;
import fanout.benchmarks.result.Machine;
import fanout.benchmarks.result.Markdown;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares adaptive hedging with the best fixed delay on real gRPC, over all shapes: an aggregator
 * and three replicas of a simulated backend in one process over loopback, under an open load. Exit
 * status 0, or 2 for bad settings: on a busy machine the figures are those of the machine.
 */
public final class LiveBenchmark {
  private static final List<String> FIGURES =
      List.of("shape", "policy", "p50", "p99", "p99.9", "extra load", "worst 1000");
  private static final List<String> JUDGEMENTS =
      List.of("shape", "adaptive", "measured", "95 % interval", "at most", "bar");

  private LiveBenchmark() {}

  /** Prints the tables, with progress on standard error. */
  @SuppressWarnings("SystemOut") // a program whose output is its tables
  public static void main(String[] args) throws InterruptedException, IOException {
    LiveSettings settings =
        Settings.of(LiveSettings.class, "hedge-benchmark-live", "FANOUT_HEDGE_LIVE_")
            .describedAs("Compares hedging policies on real gRPC.", "0.1.0")
            .load(args)
            .orExit();
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    LiveComparison.warmUp(settings);
    MachineLoad machine = new MachineLoad();
    machine.begin();
    List<LiveComparison> comparisons = new ArrayList<>();
    for (Shape shape : settings.shapes()) {
      System.err.println(shape.name() + " …");
      comparisons.add(LiveComparison.of(shape, settings));
    }
    machine.end();
    String others =
        machine.foreignPercent().isPresent()
            ? ", of which others used %.0f %%".formatted(machine.foreignPercent().getAsDouble())
            : "";
    String taken =
        "Taken %s on %s%s; %d calls of each policy, %d a second in all.%n%n"
            .formatted(started, Machine.here(), others, settings.calls(), settings.rate());
    System.out.print(taken + tables(comparisons, settings.format()));
    if (!settings.markdown().isEmpty()) {
      Markdown.replaceIn(
          Path.of(settings.markdown()),
          "real gRPC",
          "LiveBenchmark --markdown",
          taken + tables(comparisons, HedgeReport.Format.MARKDOWN));
    }
  }

  private static String tables(List<LiveComparison> comparisons, HedgeReport.Format format) {
    List<List<String>> figures = new ArrayList<>();
    List<List<String>> judgements = new ArrayList<>();
    for (LiveComparison comparison : comparisons) {
      String shape = comparison.shape().name();
      for (int policy = 0; policy < comparison.policies().size(); policy++) {
        figures.add(
            HedgeReport.row(
                shape, Spec.print(comparison.policies().get(policy)), comparison.figures(policy)));
      }
      for (Figure figure : comparison.judgements()) {
        judgements.add(
            List.of(
                shape,
                figure.name(),
                figure.text(),
                figure.interval(),
                figure.goal(),
                figure.verdict().label()));
      }
      if (comparison.result().failures() > 0) {
        judgements.add(
            List.of(shape, "calls failed", "" + comparison.result().failures(), "", "", ""));
      }
    }
    return HedgeReport.table(FIGURES, figures, format)
        + "\n"
        + HedgeReport.table(JUDGEMENTS, judgements, format);
  }
}
