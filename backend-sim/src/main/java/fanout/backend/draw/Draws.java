package fanout.backend.draw;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Names every random draw, so that the same seed and request id give the same outcome in any order
 * and at any concurrency. Immutable and thread-safe.
 *
 * @param seed the root of all draws
 */
public record Draws(long seed) {
  /**
   * A generator that depends on nothing but the seed and these names.
   *
   * @param service for example {@code orders}
   * @param purpose what is drawn, for example {@code latency} or the name of a fault
   * @param requestId names the call; see the request metadata {@code fanout-request-id}
   */
  public RandomGenerator stream(String service, String purpose, String requestId) {
    long hash = seed;
    for (String name : new String[] {service, purpose, requestId}) {
      hash = mix(hash + hash(name));
    }
    return new SplittableRandom(hash);
  }

  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Finaliser of MurmurHash3 (variant 13 of Stafford), as in java.util.SplittableRandom. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
