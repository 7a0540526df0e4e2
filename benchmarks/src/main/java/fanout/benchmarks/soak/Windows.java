package fanout.benchmarks.soak;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The time of a soak, cut into windows that are judged each by itself: what the machine did in one
 * minute says nothing of the next. Each cycle has the same number of them. Thread-safe.
 */
final class Windows {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** How long after it was held up a call may still end. */
  private static final Duration NEAR = Duration.ofSeconds(1);

  /** Windows in which everything is done for the first time. */
  private static final int WARM_UP = 1;

  private static final int DIGITS = 3;

  private final LongSupplier nanoTime;
  private final int perCycle;
  private final long length;
  private final ConcurrentNavigableMap<Integer, Timing> timings = new ConcurrentSkipListMap<>();
  private final ConcurrentHistogram overrun = new ConcurrentHistogram(DIGITS);
  private final ConcurrentHistogram late = new ConcurrentHistogram(DIGITS);
  private volatile Cycle cycle;

  private record Cycle(int firstWindow, long begin) {}

  /**
   * Nothing is to be told before the first cycle begins.
   *
   * @param ofCycle how long calls are sent in each
   * @param nanoTime a monotonic clock
   */
  Windows(Duration ofCycle, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    perCycle = Math.toIntExact(ofCycle.plus(LONGEST).minusNanos(1).dividedBy(LONGEST));
    length = ofCycle.dividedBy(perCycle).toNanos();
    cycle = new Cycle(-perCycle, nanoTime.getAsLong());
  }

  /** A cycle begins; what is told after its length and before the next is of its last window. */
  void beginCycle() {
    cycle = new Cycle(cycle.firstWindow() + perCycle, nanoTime.getAsLong());
  }

  /** A call ends now that outlasted its budget by this much. */
  void overrun(long nanos) {
    int window = at(nanoTime.getAsLong());
    timings.merge(window, Timing.call(nanos), Timing::and);
    if (window >= WARM_UP) {
      overrun.recordValue(nanos);
    }
  }

  /** A thread wakes now, this much too late. */
  void late(long nanos) {
    long now = nanoTime.getAsLong();
    int window = at(now);
    int near = at(now + NEAR.toNanos());
    timings.merge(window, Timing.beat(nanos), Timing::and);
    if (window >= WARM_UP) {
      late.recordValue(nanos);
    }
    if (near != window) { // where a call may end that was held up as this thread was
      timings.merge(near, Timing.beat(nanos), Timing::and);
    }
  }

  private int at(long nanos) {
    Cycle present = cycle;
    long window = (nanos - present.begin()) / length;
    return present.firstWindow() + (int) Math.min(window, perCycle - 1);
  }

  /** What was told after the warm-up; to be asked when nothing is told any more. */
  Punctuality punctuality() {
    return new Punctuality(List.copyOf(timings.tailMap(WARM_UP).values()), overrun, late);
  }
}
