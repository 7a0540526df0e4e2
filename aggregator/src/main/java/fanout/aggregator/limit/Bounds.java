package fanout.aggregator.limit;

import fanout.runtime.spec.SpecException;

/** What every policy requires of its numbers. */
final class Bounds {
  private static final String CALLS = "1 to " + ConcurrencyLimit.MOST;

  private Bounds() {}

  static void requireCalls(String field, int calls) {
    SpecException.require(calls >= 1 && calls <= ConcurrencyLimit.MOST, field, calls, CALLS);
  }

  static void requireRange(int min, int max) {
    requireCalls("min", min);
    requireCalls("max", max);
    SpecException.require(min <= max, "min", min, "at most the max of " + max);
  }

  static void requireQueue(int queue) {
    SpecException.require(
        queue >= 0 && queue <= ConcurrencyLimit.MOST,
        "queue",
        queue,
        "0 to " + ConcurrencyLimit.MOST);
  }
}
