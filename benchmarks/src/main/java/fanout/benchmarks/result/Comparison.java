package fanout.benchmarks.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run beside an earlier one. Ratios and allocations are compared whatever the machines; times and
 * rates only where both were taken on the same kind of machine.
 *
 * @param changes one for each figure that both have and that can be compared
 * @param left out, with the reason
 */
public record Comparison(List<Change> changes, List<String> left) {
  /** A difference smaller than this is none, however quiet the machine. */
  private static final double SMALLEST = 1;

  /**
   * One figure now and then.
   *
   * @param benchmark it belongs to
   * @param noise the relative difference in per cent that the two runs cannot tell from none
   */
  public record Change(String benchmark, Figure now, Figure then, double noise) {
    /** Now over then. */
    public double ratio() {
      return now.value() / then.value();
    }

    /** Whether it has got worse: beyond the noise, and with no value that both runs allow. */
    public boolean worse() {
      boolean apart = now.higherIsBetter() ? now.high() < then.low() : now.low() > then.high();
      double loss = now.higherIsBetter() ? then.value() / now.value() : ratio();
      return apart && 100 * (loss - 1) > noise;
    }
  }

  /** Compares two runs. */
  public static Comparison of(BenchRun now, BenchRun then) {
    List<Change> changes = new ArrayList<>();
    List<String> left = new ArrayList<>();
    boolean sameMachine = now.machine().isLike(then.machine());
    for (BenchmarkResult benchmark : now.benchmarks()) {
      Optional<BenchmarkResult> earlier = then.of(benchmark.name());
      for (Figure figure : benchmark.figures()) {
        Optional<Figure> before = earlier.flatMap(result -> figure(result, figure.name()));
        if (before.isEmpty()) {
          left.add("%s, %s: not in the earlier run".formatted(benchmark.name(), figure.name()));
        } else if (!sameMachine && !portable(figure)) {
          left.add("%s, %s: another machine".formatted(benchmark.name(), figure.name()));
        } else if (!figure.hasInterval() || !before.get().hasInterval()) {
          left.add("%s, %s: too few rounds".formatted(benchmark.name(), figure.name()));
        } else {
          double noise = Math.max(noise(figure), noise(before.get()));
          changes.add(new Change(benchmark.name(), figure, before.get(), noise));
        }
      }
    }
    return new Comparison(changes, left);
  }

  private static Optional<Figure> figure(BenchmarkResult result, String name) {
    return result.figures().stream().filter(figure -> figure.name().equals(name)).findFirst();
  }

  private static boolean portable(Figure figure) {
    return figure.unit().equals("×") || figure.unit().equals("kB");
  }

  private static double noise(Figure figure) {
    Double floor = figure.noiseFloor();
    return floor == null ? SMALLEST : Math.max(SMALLEST, floor);
  }

  /** Whether any figure has got worse. */
  public boolean worse() {
    return changes.stream().anyMatch(Change::worse);
  }
}
