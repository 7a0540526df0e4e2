package fanout.backend.capacity;

import java.util.function.LongSupplier;

/**
 * How many calls a backend takes. Values are immutable; {@link #admission} makes the mutable part.
 */
public sealed interface Capacity permits Unlimited, Limited, RateLimited {
  /**
   * The rule at work.
   *
   * @param nanoTime a monotonic clock
   */
  Admission admission(LongSupplier nanoTime);
}
