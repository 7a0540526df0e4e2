package fanout.aggregator.hedge;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** When the hedges of one call are due, counted from its first send. Immutable and thread-safe. */
public final class HedgePlan {
  /** No hedge. */
  public static final HedgePlan NONE = new HedgePlan();

  private final long[] delays;

  /** Delays in nanoseconds, ascending. */
  HedgePlan(long... delays) {
    this.delays = delays;
  }

  /** One for each hedge, ascending; empty if the call is not to be hedged. */
  public List<Duration> delays() {
    return Arrays.stream(delays).mapToObj(Duration::ofNanos).toList();
  }

  int size() {
    return delays.length;
  }

  /** When a hedge is due; beyond the plan after twice its last delay, four times, and so on. */
  long nanos(int hedge) {
    int beyond = Math.max(0, hedge - (delays.length - 1));
    return delays[hedge - beyond] << beyond;
  }

  @Override
  public String toString() {
    return delays().toString();
  }
}
