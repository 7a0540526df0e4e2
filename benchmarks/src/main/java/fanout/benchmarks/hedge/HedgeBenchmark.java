package fanout.benchmarks.hedge;

import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares adaptive hedging with the best fixed delays over all shapes. Deterministic: the same
 * settings print the same tables. Exit status 0: no bar is missed; 1: one is; 2: bad settings.
 */
public final class HedgeBenchmark {
  private HedgeBenchmark() {}

  /** Prints the tables, with progress on standard error. */
  @SuppressWarnings("SystemOut") // a program whose output is its tables
  public static void main(String[] args) {
    HedgeSettings settings =
        Settings.of(HedgeSettings.class, "hedge-benchmark", "FANOUT_HEDGE_")
            .describedAs("Compares adaptive hedging with the best fixed delays.", "0.1.0")
            .load(args)
            .orExit();
    List<Comparison> comparisons = new ArrayList<>();
    for (Shape shape : Shape.all()) {
      System.err.println(shape.name() + " …");
      comparisons.add(
          Comparison.of(
              shape,
              settings.policy(),
              settings.policy().budget().value(),
              settings.seeds(),
              settings.calls()));
    }
    System.out.printf(
        "%s, %d seeds, %d calls each%n%n",
        Spec.print(settings.policy()), settings.seeds(), settings.calls());
    System.out.print(HedgeReport.print(comparisons, settings.format()));
    boolean missed =
        comparisons.stream()
            .flatMap(comparison -> comparison.judgements().stream())
            .anyMatch(judgement -> judgement.verdict() == Judgement.Verdict.MISSED);
    System.exit(missed ? 1 : 0);
  }
}
