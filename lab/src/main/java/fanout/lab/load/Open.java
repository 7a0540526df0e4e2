package fanout.lab.load;

import java.time.Duration;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.random.RandomGenerator;

/**
 * An open loop: every call's start is known before the run and does not depend on any answer.
 * Implementations are immutable and thread-safe; the schedules they give are neither.
 */
public sealed interface Open extends Arrivals permits Constant, Poisson, Steps, Ramp {
  /**
   * The intended starts, in nanoseconds from the beginning, never decreasing.
   *
   * @param random the only source of chance
   */
  PrimitiveIterator.OfLong starts(RandomGenerator random);

  /** How long it goes on; empty where it has no end of its own. */
  Optional<Duration> length();
}
