package fanout.backend.latency;

import java.util.random.RandomGenerator;

/**
 * How long a simulated call takes. Models are immutable and thread-safe; all randomness comes from
 * the generator that is handed in.
 */
public sealed interface LatencyModel permits Constant {
  /**
   * Draws one latency.
   *
   * @return nanoseconds, never negative
   */
  long drawNanos(RandomGenerator random);
}
