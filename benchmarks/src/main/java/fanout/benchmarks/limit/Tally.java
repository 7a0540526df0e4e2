package fanout.benchmarks.limit;

import java.util.Arrays;

/** Counts what becomes of the calls that arrive after the warm-up. */
final class Tally {
  private final Overload overload;
  private int arrived;
  private int shed;
  private int inTime;
  private long shedNanos;
  private long[] latencies = new long[1024];
  private int worked;

  Tally(Overload overload) {
    this.overload = overload;
  }

  private boolean counts(long arrival) {
    return arrival >= overload.warmUpNanos();
  }

  void arrived(long arrival) {
    if (counts(arrival)) {
      arrived++;
    }
  }

  void shed(long arrival, long now) {
    if (counts(arrival)) {
      shed++;
      shedNanos += now - arrival;
    }
  }

  /** The server has done its work, for somebody or for nobody. */
  void worked(long arrival, long now, boolean forSomebody) {
    if (!counts(arrival)) {
      return;
    }
    if (worked == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * worked);
    }
    latencies[worked++] = now - arrival;
    if (forSomebody) {
      inTime++;
    }
  }

  Outcome outcome(int limit) {
    double seconds = (overload.length().toNanos() - overload.warmUpNanos()) / 1e9;
    long[] sorted = Arrays.copyOf(latencies, worked);
    Arrays.sort(sorted);
    return new Outcome(
        arrived / seconds,
        inTime / seconds,
        (double) shed / arrived,
        worked == 0 ? 0 : 1 - (double) inTime / worked,
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        shed == 0 ? 0 : (double) shedNanos / shed,
        limit);
  }

  private static long quantile(long[] sorted, double p) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, p * sorted.length)];
  }
}
