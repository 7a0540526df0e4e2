package fanout.benchmarks.limit;

import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import java.util.Locale;

/**
 * Plays every limit against every server at every load and prints what became of the calls, as
 * Markdown. Deterministic: the same settings print the same tables.
 */
public final class LimitBenchmark {
  private LimitBenchmark() {}

  /** Prints the tables. */
  @SuppressWarnings("SystemOut") // a program whose output is its tables
  public static void main(String[] args) {
    LimitSettings settings =
        Settings.of(LimitSettings.class, "limit-benchmark", "FANOUT_LIMIT_")
            .describedAs("Plays limits against overloaded servers.", "0.1.0")
            .load(args)
            .orExit();
    for (Overload overload : Scenarios.all(settings.length())) {
      System.out.print(table(overload, settings.seed()));
    }
  }

  static String table(Overload overload, long seed) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%n**%s**: %d at once, %s, deadlines %s, capacity %.0f/s%n%n"
            .formatted(
                overload.name(),
                overload.servers(),
                Spec.print(overload.service()),
                Spec.print(overload.deadlines()),
                overload.capacity()));
    text.append(
        "| policy | load | goodput | shed | wasted work | p50 | p99 | told after | limit |\n");
    text.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (String policy : Scenarios.policies(overload)) {
      for (double load : Scenarios.LOADS) {
        text.append(row(policy, load, play(overload, load, policy, seed)));
      }
    }
    return text.toString();
  }

  static Outcome play(Overload overload, double load, String policy, long seed) {
    ConcurrencyLimit limit = Spec.parse(ConcurrencyLimit.class, policy);
    return Simulation.run(overload, load, limit.start(), limit.queue(), seed);
  }

  private static String row(String policy, double load, Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %.1f | %.0f/s | %.1f%% | %.1f%% | %.0fms | %.0fms | %.1fms | %s |%n",
        policy,
        load,
        outcome.goodput(),
        100 * outcome.shed(),
        100 * outcome.wasted(),
        outcome.p50() / 1e6,
        outcome.p99() / 1e6,
        outcome.untilShed() / 1e6,
        outcome.limit() == Integer.MAX_VALUE ? "–" : outcome.limit());
  }
}
