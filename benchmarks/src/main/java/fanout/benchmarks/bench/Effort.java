package fanout.benchmarks.bench;

import static fanout.runtime.spec.SpecException.require;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param forks how often everything is started anew: a JVM compiles a little differently each time
 * @param rounds of each fork
 * @param round how long each arm is read in a round
 * @param warmUp how long each arm is asked before the first round of a fork, several times while
 *     its code is still being compiled
 */
public record Effort(int forks, int rounds, Duration round, Duration warmUp) {
  /**
   * For figures that are kept: about an hour for all benchmarks. What it takes is known by trial:
   * with rounds of 1.5 s after spells of 2 s the saturated arms differed by 9 to 27 % from
   * themselves, with 3 s after 5 s by 7 to 19 %, with 4 s by 5 to 11 %.
   */
  public static final Effort FULL = new Effort(2, 4, Duration.ofSeconds(4), Duration.ofSeconds(6));

  /** To see that everything works, and roughly how it stands: about ten minutes. */
  public static final Effort QUICK = new Effort(1, 3, Duration.ofSeconds(1), Duration.ofSeconds(2));

  public Effort {
    require(forks >= 1, "forks", forks, "1 or more");
    require(rounds >= 1, "rounds", rounds, "1 or more");
    require(round.toMillis() >= 100, "round", round, "100ms or more");
    require(!warmUp.isNegative(), "warm-up", warmUp, "0s or more");
  }
}
