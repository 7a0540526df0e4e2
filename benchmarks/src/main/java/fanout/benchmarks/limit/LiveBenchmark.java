package fanout.benchmarks.limit;

import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.benchmarks.limit.LiveSettings.Side;
import fanout.benchmarks.result.Machine;
import fanout.benchmarks.result.Markdown;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Overloads a backend on real gRPC, without a limit and with each: an aggregator and its backends
 * in one process over loopback, under an open Poisson load. Nothing is judged: on a busy machine
 * the figures are those of the machine. Exit status 0, or 2 for bad settings.
 */
public final class LiveBenchmark {
  private static final String WRITER = "fanout.benchmarks.limit.LiveBenchmark --markdown";
  private static final String HEADER =
      """
      | limit on | policy | load | goodput | of its peak | shed | for nobody | p50 | p99 | told after |
      |---|---|--:|--:|--:|--:|--:|--:|--:|--:|
      """;

  private LiveBenchmark() {}

  /** Prints the table, with progress on standard error. */
  @SuppressWarnings("SystemOut") // a program whose output is its table
  public static void main(String[] args) throws InterruptedException, IOException {
    LiveSettings settings =
        Settings.of(LiveSettings.class, "limit-benchmark-live", "FANOUT_LIMIT_LIVE_")
            .describedAs("Overloads a backend on real gRPC, with limits and without.", "0.1.0")
            .load(args)
            .orExit();
    StringBuilder text = new StringBuilder(conditions(settings)).append(HEADER);
    // The first run of a process measures its compiler.
    LiveRun.of(settings, Side.BACKEND, settings.policies().getFirst(), 1);
    for (Side side : settings.sides()) {
      for (ConcurrencyLimit policy : settings.policies()) {
        if (!policy.isUnlimited() || side == settings.sides().getFirst()) {
          text.append(rows(settings, side, policy));
        }
      }
    }
    System.out.print(text);
    if (settings.markdown().isPresent()) {
      Markdown.replaceIn(settings.markdown().get(), "live", WRITER, text.toString());
    }
  }

  private static String conditions(LiveSettings settings) {
    return "One backend: %d calls at once of %s, so %.0f a second; deadline %s; %s a run after %s; seed %d. Taken %s on %s.%n%n"
        .formatted(
            settings.servers(),
            Spec.print(settings.service()),
            settings.capacity(),
            Spec.print(settings.deadline()),
            Spec.print(settings.length()),
            Spec.print(settings.warmUp()),
            settings.seed(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            Machine.here());
  }

  @SuppressWarnings("SystemOut") // progress
  private static String rows(LiveSettings settings, Side side, ConcurrencyLimit policy)
      throws InterruptedException {
    List<LiveRun> runs = new ArrayList<>();
    for (double load : settings.loads()) {
      System.err.printf(
          "%s on %s at %.1f …%n", Spec.print(policy), side.name().toLowerCase(Locale.ROOT), load);
      runs.add(LiveRun.of(settings, side, policy, load));
    }
    double peak = runs.stream().mapToDouble(LiveRun::goodput).max().orElseThrow();
    StringBuilder rows = new StringBuilder();
    for (LiveRun run : runs) {
      rows.append(
          String.format(
              Locale.ROOT,
              "| %s | `%s` | %.1f | %.0f/s | %.0f %% | %.0f %% | %.1f %% | %s | %s | %s |%n",
              policy.isUnlimited() ? "–" : side.name().toLowerCase(Locale.ROOT),
              Spec.print(policy),
              run.load(),
              run.goodput(),
              peak == 0 ? 0 : 100 * run.goodput() / peak,
              100 * run.shed(),
              100 * run.forNobody(),
              millis(run.accepted().count() == 0 ? 0 : run.accepted().percentile(50)),
              millis(run.accepted().count() == 0 ? 0 : run.accepted().percentile(99)),
              run.refused().count() == 0 ? "–" : millis(run.refused().percentile(50))));
    }
    return rows.toString();
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
  }
}
