package fanout.backend.latency;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The normal distribution with mean 0 and standard deviation 1. */
final class StandardNormal {
  /** 99th percentile. */
  static final double Z99 = 2.3263478740408408;

  /** 90th percentile. */
  static final double Z90 = 1.2815515655446004;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private StandardNormal() {}

  static double density(double z) {
    return NORMAL.density(z);
  }

  static double cdf(double z) {
    return NORMAL.cumulativeProbability(z);
  }

  /** {@code 1 - cdf(z)} without cancellation. */
  static double survival(double z) {
    return NORMAL.survivalProbability(z);
  }

  static double quantile(double p) {
    return NORMAL.inverseCumulativeProbability(p);
  }

  /** The z that is exceeded with probability {@code p}. */
  static double exceeded(double p) {
    return NORMAL.inverseSurvivalProbability(p);
  }
}
