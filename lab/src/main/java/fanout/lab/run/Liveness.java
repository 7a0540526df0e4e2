package fanout.lab.run;

import fanout.lab.trial.Figure;
import fanout.lab.trial.Observation;
import java.util.HashMap;
import java.util.Map;

/**
 * Notices that a testbed has died under an experiment: all its calls fail then, and at once, which
 * would count as fast. For one thread.
 */
final class Liveness {
  /** Of fewer, all may have failed by chance, or by one stall of the machine. */
  private static final int FEWEST = 30;

  private static final double ALL = 100;

  private final Map<String, Double> leastFailed = new HashMap<>();

  /**
   * Takes a trial into account.
   *
   * @throws IllegalStateException if all its calls failed and not all of an earlier one's did
   */
  void check(String arm, String round, Observation trial) {
    Double failed = trial.figures().get(Figure.FAILED);
    if (failed == null || trial.latency().count() < FEWEST) {
      return;
    }
    double before = leastFailed.merge(arm, failed, Math::min);
    if (failed == ALL && before < ALL) {
      throw new IllegalStateException(
          "all %d calls of “%s” failed in %s, and only %.0f %% of them in an earlier one: the testbed no longer answers"
              .formatted(trial.latency().count(), arm, round, before));
    }
  }
}
