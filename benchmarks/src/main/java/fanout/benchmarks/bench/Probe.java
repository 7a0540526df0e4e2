package fanout.benchmarks.bench;

import java.util.Map;
import java.util.SplittableRandom;

/** A benchmark set up and warm, to be read round by round. Not thread-safe. */
public interface Probe extends AutoCloseable {
  /**
   * Reads every arm once.
   *
   * @param random for the order of the arms
   */
  Readings round(SplittableRandom random) throws InterruptedException;

  /**
   * The first arm over itself in the last round, by metric: what differs although nothing does.
   * Empty where arms cannot be read twice.
   */
  default Map<Metric, Double> sameAgain() {
    return Map.of();
  }

  @Override
  void close();
}
