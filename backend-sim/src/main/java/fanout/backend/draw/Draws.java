package fanout.backend.draw;

import fanout.runtime.spec.Probability;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Names every random draw, so that the same seed and request id give the same outcome in any order
 * and at any concurrency. Immutable and thread-safe.
 *
 * <p>Each name is hashed by itself (FNV-1a) and folded into the state through a bijective mixer
 * after every step. Hence names cannot run into each other, {@code ("ab", "c")} and {@code ("a",
 * "bc")} being different streams, and ids that differ in one character give unrelated ones.
 *
 * @param seed the root of all draws
 */
public record Draws(long seed) {
  /**
   * A generator that depends on nothing but the seed and these names; it is for one thread.
   *
   * @param service for example {@code orders}
   * @param purpose what is drawn, for example {@code latency} or the name of a fault
   * @param requestId names the call; see the request metadata {@code fanout-request-id}
   */
  public RandomGenerator stream(String service, String purpose, String requestId) {
    long state = mix(seed + hash(service));
    state = mix(state + hash(purpose));
    state = mix(state + hash(requestId));
    return new SplittableRandom(state);
  }

  /**
   * Whether something that has this probability happens to this call: a draw for each call, not a
   * count of calls, so that any share is met and neighbours do not depend on each other.
   */
  public boolean happens(
      Probability probability, String service, String purpose, String requestId) {
    return stream(service, purpose, requestId).nextDouble() < probability.value();
  }

  /** FNV-1a over UTF-16 units (Fowler, Noll and Vo). */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Variant 13 of Stafford's finalisers of MurmurHash3, as in java.util.SplittableRandom. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
