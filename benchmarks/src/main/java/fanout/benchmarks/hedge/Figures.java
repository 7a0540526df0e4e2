package fanout.benchmarks.hedge;

import java.util.function.ToDoubleFunction;

/**
 * The figures of one run, or their means over several. Latencies are in nanoseconds.
 *
 * <p>Where a shape changes in mid-run, p50, p99 and p99.9 are the geometric means of those of its
 * phases: the quantile of the whole run would be that of its slowest phase alone, and say nothing
 * of the others.
 *
 * @param load hedges for each call
 * @param worstLoad the most of them in any thousand consecutive calls
 * @param wholeP99 over the whole run, phases mixed
 */
record Figures(
    double p50, double p99, double p999, double load, double worstLoad, double wholeP99) {
  private static final int STRETCH = 1000;

  static Figures of(Run run, Workload workload) {
    return of(run, workload.phaseStarts());
  }

  /**
   * Of a run.
   *
   * @param phaseStarts the first call of each phase, and behind them the number of calls
   */
  static Figures of(Run run, int[] phaseStarts) {
    return new Figures(
        byPhase(run, phaseStarts, 0.5),
        byPhase(run, phaseStarts, 0.99),
        byPhase(run, phaseStarts, 0.999),
        run.load(),
        run.worstLoad(STRETCH),
        run.quantile(0.99, 0, run.latencies().length));
  }

  private static double byPhase(Run run, int[] starts, double p) {
    double sum = 0;
    for (int phase = 0; phase + 1 < starts.length; phase++) {
      sum += Math.log(run.quantile(p, starts[phase], starts[phase + 1]));
    }
    return Math.exp(sum / (starts.length - 1));
  }

  /** The means, but the greatest worst load. */
  static Figures over(Iterable<Figures> runs) {
    double worst = 0;
    for (Figures run : runs) {
      worst = Math.max(worst, run.worstLoad);
    }
    return new Figures(
        mean(runs, Figures::p50),
        mean(runs, Figures::p99),
        mean(runs, Figures::p999),
        mean(runs, Figures::load),
        worst,
        mean(runs, Figures::wholeP99));
  }

  private static double mean(Iterable<Figures> runs, ToDoubleFunction<Figures> figure) {
    double sum = 0;
    int count = 0;
    for (Figures run : runs) {
      sum += figure.applyAsDouble(run);
      count++;
    }
    return sum / count;
  }
}
