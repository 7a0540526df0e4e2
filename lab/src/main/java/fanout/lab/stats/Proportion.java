package fanout.lab.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How often something happened, with the exact 95 % interval of Clopper and Pearson (The Use of
 * Confidence or Fiducial Limits Illustrated in the Case of the Binomial, Biometrika 26(4), 1934):
 * the shares under which so many, or so few, are not rarer than 2.5 %. It holds the truth at least
 * 95 times in a hundred, however few trials there are.
 *
 * @param hits how often
 * @param trials of how many, which are independent; of none, the interval is all from 0 to 1
 */
public record Proportion(int hits, int trials) {
  private static final double TAIL = 0.025;

  public Proportion {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException("%d of %d".formatted(hits, trials));
    }
  }

  /** The share itself; 0 of none. */
  public double share() {
    return trials == 0 ? 0 : (double) hits / trials;
  }

  /** The lower end of the interval. */
  public double low() {
    return hits == 0
        ? 0
        : BetaDistribution.of(hits, trials - hits + 1.0).inverseCumulativeProbability(TAIL);
  }

  /** The upper end of the interval. */
  public double high() {
    return hits == trials
        ? 1
        : BetaDistribution.of(hits + 1.0, trials - hits).inverseSurvivalProbability(TAIL);
  }

  /** Both counts together. */
  public Proportion plus(Proportion other) {
    return new Proportion(hits + other.hits, trials + other.trials);
  }
}
