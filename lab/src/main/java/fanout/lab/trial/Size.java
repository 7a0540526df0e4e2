package fanout.lab.trial;

import fanout.lab.stats.Bootstrap;
import java.time.Duration;
import java.util.Optional;

/**
 * How much of an experiment is run. All sizes run the same code.
 *
 * @param name in reports
 * @param trialFactor trials for each one of the quick size
 * @param workFactor calls within a trial, or its length, for one of the quick size
 * @param leastTrials no variant has fewer
 * @param limit beyond the least, no round begins that would not end within this time of the first;
 *     empty for none
 */
public record Size(
    String name, double trialFactor, double workFactor, int leastTrials, Optional<Duration> limit) {
  /** Of 15 s, what start, warm-up, examples and report leave where the machine is slow. */
  private static final Duration ROUNDS = Duration.ofMillis(8_500);

  /** Under 15 s on 2 cores, start and report included: for a first look and for CI. */
  public static final Size QUICK = new Size("quick", 1, 1, Bootstrap.FEWEST, Optional.of(ROUNDS));

  /** For figures that someone would quote. */
  public static final Size FULL = new Size("full", 3, 2, Bootstrap.FEWEST, Optional.empty());

  /** A second or less: shows that an experiment works, and nothing else. */
  public static final Size MINIATURE = new Size("miniature", 0.01, 0.1, 2, Optional.empty());

  /**
   * Trials of each variant.
   *
   * @param quick how many the quick size has
   */
  public int trials(int quick) {
    return Math.max(leastTrials, (int) Math.round(quick * trialFactor));
  }

  /**
   * Calls, or whatever a trial has many of; at least one.
   *
   * @param quick how many the quick size has
   */
  public int work(int quick) {
    return Math.max(1, (int) Math.round(quick * workFactor));
  }

  /**
   * How long an experiment takes in this size, roughly.
   *
   * @param quick how long it takes in the quick size
   */
  public Duration length(Duration quick) {
    return Duration.ofNanos(Math.round(quick.toNanos() * trialFactor * workFactor));
  }

  /** A length of time in the same proportion. */
  public Duration time(Duration quick) {
    return Duration.ofNanos(Math.round(quick.toNanos() * workFactor));
  }
}
