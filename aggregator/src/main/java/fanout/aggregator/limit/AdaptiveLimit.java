package fanout.aggregator.limit;

import java.util.Arrays;

/**
 * A limit that follows latency, in windows of at least {@link #WINDOW_NANOS} and {@link
 * #LEAST_SAMPLES} answers, of which the median counts. Not thread-safe.
 *
 * <p><b>Latency without a queue.</b> Everything hangs on R₀, and a limit that is always used up
 * sees no other latency than that of the queue it makes itself; a long average of that (Gradient2),
 * or a sample of it (VegasLimit), calls it normal by and by, and the limit drifts up. So R₀ is
 * learnt only where there cannot be much of a queue:
 *
 * <ul>
 *   <li>at the smallest limit, with which it also starts: less of a queue cannot be had;
 *   <li>while less than half of the limit is used, if latency looks usual;
 *   <li>when latency is clearly shorter than R₀;
 *   <li>by a probe, where none of these has happened for {@link #MEMORY_NANOS}: a quarter of the
 *       limit until {@link #PROBE_SAMPLES} calls have been answered that were begun when no more
 *       than that were under way. The first of those do not count, twice as many as may be under
 *       way: short calls are answered first. BBR (Cardwell et al. 2016) measures a path's round
 *       trip in the same way. The next is due no earlier than after twenty times the length of this
 *       one, so that probes take up at most a twentieth of the time.
 * </ul>
 *
 * <p><b>Drops</b> shrink it in proportion to their share of the window, by half if all were
 * dropped, as in DCTCP (Alizadeh et al. 2010).
 *
 * <p>It does not grow while less than half of it is used: nothing would be learnt about the rest.
 */
final class AdaptiveLimit implements Limit {
  static final long WINDOW_NANOS = 100_000_000;
  static final int LEAST_SAMPLES = 50;
  static final int PROBE_SAMPLES = 100;
  static final long MEMORY_NANOS = 10_000_000_000L;

  private static final int MOST_SAMPLES = 512;
  private static final int PROBE_SHARE = 4;
  private static final int PROBE_PAUSES = 20;
  private static final double USUAL = 1.5;
  private static final double GAIN = 0.25;

  /** The rule of one policy: the next limit from this one, R₀ and R, both in nanoseconds. */
  interface Rule {
    /** May be anything; what it gives is held between the bounds. */
    double next(double limit, double unloaded, double latency);
  }

  private enum Phase {
    FOLLOWING,
    DRAINING,
    PROBING
  }

  private final int min;
  private final int max;
  private final Rule rule;
  private double limit;

  private Phase phase = Phase.FOLLOWING;
  private double unloaded;
  private long probeFrom;
  private int probeSkips;
  private long probeDue;

  private final long[] samples = new long[MOST_SAMPLES];
  private int answers;
  private int drops;
  private int others;
  private int mostInFlight;
  private long windowStart;
  private boolean begun;

  AdaptiveLimit(int min, int max, Rule rule) {
    this.min = min;
    this.max = max;
    this.rule = rule;
    this.limit = min;
  }

  @Override
  public int current() {
    return phase == Phase.FOLLOWING ? (int) limit : Math.max(min, (int) limit / PROBE_SHARE);
  }

  @Override
  public void ended(End how, long nowNanos, long tookNanos, int inFlight) {
    if (!counts(nowNanos, nowNanos - tookNanos, inFlight)) {
      return;
    }
    switch (how) {
      case ANSWERED -> {
        samples[answers % MOST_SAMPLES] = tookNanos;
        answers++;
      }
      case DROPPED -> drops++;
      case OTHER -> others++;
    }
    endWindow(nowNanos);
  }

  /** What was begun before a probe could see the queue that the probe is there to avoid. */
  private boolean counts(long now, long callBegun, int inFlight) {
    if (!begun) {
      begun = true;
      windowStart = now;
      probeDue = now + MEMORY_NANOS;
    }
    if (phase == Phase.DRAINING && inFlight <= current()) {
      phase = Phase.PROBING;
      probeFrom = now;
      probeSkips = 2 * current();
      startWindow(now);
    }
    mostInFlight = Math.max(mostInFlight, inFlight);
    return switch (phase) {
      case FOLLOWING -> true;
      case DRAINING -> false;
      case PROBING -> callBegun - probeFrom >= 0 && probeSkips-- <= 0;
    };
  }

  private void endWindow(long now) {
    switch (phase) {
      case FOLLOWING -> {
        if (answers + drops >= LEAST_SAMPLES && now - windowStart >= WINDOW_NANOS) {
          follow(now);
          startWindow(now);
        }
      }
      case PROBING -> {
        if (answers + drops + others >= PROBE_SAMPLES) {
          endProbe(now);
          startWindow(now);
        }
      }
      case DRAINING -> {}
    }
  }

  private void follow(long now) {
    boolean idle = mostInFlight < limit / 2;
    double next = limit;
    if (answers > 0) {
      double latency = median();
      learn(latency, idle, now);
      next = rule.next(limit, unloaded, latency);
    }
    if (idle) {
      next = Math.min(next, limit);
    }
    limit = Math.clamp(next * (1 - drops / (2.0 * (answers + drops))), min, max);
    if (now - probeDue >= 0) {
      phase = Phase.DRAINING;
      probeFrom = now;
    }
  }

  private void learn(double latency, boolean idle, long now) {
    if (unloaded == 0 || latency * USUAL < unloaded) {
      unloaded = latency;
      probeDue = now + MEMORY_NANOS;
    } else if ((int) limit == min || (idle && latency <= unloaded * USUAL)) {
      unloaded += (latency - unloaded) * GAIN;
      probeDue = now + MEMORY_NANOS;
    }
  }

  private void endProbe(long now) {
    if (answers > 0) {
      unloaded = median();
    }
    probeDue = now + Math.max(MEMORY_NANOS, PROBE_PAUSES * (now - probeFrom));
    phase = Phase.FOLLOWING;
  }

  private double median() {
    int count = Math.min(answers, MOST_SAMPLES);
    long[] sorted = Arrays.copyOf(samples, count);
    Arrays.sort(sorted);
    return Math.max(1, sorted[count / 2]);
  }

  private void startWindow(long now) {
    answers = 0;
    drops = 0;
    others = 0;
    mostInFlight = 0;
    windowStart = now;
  }
}
