package fanout.lab.load;

import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Schedules in which the start of a call follows from its number. Not thread-safe. */
final class Schedule implements PrimitiveIterator.OfLong {
  private static final double NANOS = 1e9;

  private final LongUnaryOperator startOf;
  private final long end;
  private long index;

  private Schedule(LongUnaryOperator startOf, long end) {
    this.startOf = startOf;
    this.end = end;
  }

  /**
   * A schedule without chance. With {@code N(t)} calls due until {@code t}, call {@code i} is due
   * when {@code N(t) = i}; each start is computed by itself, so that no rounding error adds up.
   *
   * @param secondsUntil the inverse of {@code N}
   * @param endNanos what is due then or later is left out
   */
  static Schedule of(DoubleUnaryOperator secondsUntil, long endNanos) {
    return new Schedule(
        i -> {
          double seconds = secondsUntil.applyAsDouble(i);
          return seconds * NANOS < (double) Long.MAX_VALUE
              ? Math.round(seconds * NANOS)
              : Long.MAX_VALUE;
        },
        endNanos);
  }

  @Override
  public boolean hasNext() {
    return startOf.applyAsLong(index) < end;
  }

  @Override
  public long nextLong() {
    long start = startOf.applyAsLong(index);
    if (start >= end) {
      throw new NoSuchElementException("the schedule has ended");
    }
    index++;
    return start;
  }
}
