package fanout.benchmarks.hedge;

import fanout.benchmarks.result.Bootstrap.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The 95 % interval of a ratio of figures of two runs that took place side by side. Whole stretches
 * of consecutive calls are drawn with replacement, the same ones of both runs, since neighbours are
 * not independent of each other (the block bootstrap: H. R. Künsch, Annals of Statistics 17(3),
 * 1989). Deterministic.
 */
final class BlockBootstrap {
  private static final int RESAMPLES = 400;

  private final int[] phaseStarts;
  private final int block;

  /**
   * Blocks that do not reach over phases.
   *
   * @param phaseStarts and behind them the number of calls; multiples of {@code block}
   */
  BlockBootstrap(int[] phaseStarts, int block) {
    this.phaseStarts = phaseStarts;
    this.block = block;
  }

  /** A figure of one run over that of the other. */
  Interval ratio(Run run, Run other, ToDoubleFunction<Figures> figure) {
    SplittableRandom random = new SplittableRandom(42);
    double[] ratios = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      int[] blocks = draw(random);
      ratios[i] = of(resample(run, blocks), resample(other, blocks), figure);
    }
    Arrays.sort(ratios);
    return new Interval(
        of(run, other, figure),
        ratios[(int) (0.025 * RESAMPLES)],
        ratios[(int) (0.975 * RESAMPLES) - 1]);
  }

  private double of(Run run, Run other, ToDoubleFunction<Figures> figure) {
    return figure.applyAsDouble(Figures.of(run, phaseStarts))
        / figure.applyAsDouble(Figures.of(other, phaseStarts));
  }

  /** For each place a block of the same phase. */
  private int[] draw(SplittableRandom random) {
    int[] blocks = new int[phaseStarts[phaseStarts.length - 1] / block];
    for (int phase = 0; phase + 1 < phaseStarts.length; phase++) {
      int from = phaseStarts[phase] / block;
      int to = phaseStarts[phase + 1] / block;
      for (int i = from; i < to; i++) {
        blocks[i] = random.nextInt(from, to);
      }
    }
    return blocks;
  }

  private Run resample(Run run, int[] blocks) {
    long[] latencies = new long[run.latencies().length];
    int[] hedges = new int[latencies.length];
    for (int i = 0; i < blocks.length; i++) {
      System.arraycopy(run.latencies(), blocks[i] * block, latencies, i * block, block);
      System.arraycopy(run.hedges(), blocks[i] * block, hedges, i * block, block);
    }
    return new Run(latencies, hedges);
  }
}
