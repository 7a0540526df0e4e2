package fanout.benchmarks.hedge;

import java.util.SplittableRandom;

/**
 * The calls of one run and how long each attempt of each would take. Every draw is named by seed,
 * call and attempt, so that all policies meet the same luck (common random numbers).
 */
final class Workload {
  private static final double MEAN_GAP_NANOS = 1e6; // a thousand calls a second, Poisson

  private final Shape shape;
  private final long seed;
  private final long[] arrivals;
  private final byte[] replicas;
  private final long[] firsts;
  private final Noise noise;

  Workload(Shape shape, long seed, int calls) {
    this.shape = shape;
    this.seed = mix(seed);
    this.arrivals = new long[calls];
    this.replicas = new byte[calls];
    this.firsts = new long[calls];
    SplittableRandom random = new SplittableRandom(this.seed);
    double at = 0;
    for (int call = 0; call < calls; call++) {
      at -= MEAN_GAP_NANOS * Math.log1p(-random.nextDouble());
      arrivals[call] = (long) at;
      replicas[call] = (byte) random.nextInt(Shape.REPLICAS);
    }
    this.noise = shape.noisy() ? new Noise(random.split(), 2 * (long) at) : Noise.NONE;
    for (int call = 0; call < calls; call++) {
      firsts[call] = draw(call, 0, replicas[call], arrivals[call]);
    }
  }

  int calls() {
    return arrivals.length;
  }

  /** When a call arrives, in nanoseconds from the start. */
  long arrival(int call) {
    return arrivals[call];
  }

  /** Where its first attempt goes: any replica, as under a balancer that knows nothing. */
  int replica(int call) {
    return replicas[call];
  }

  /** How long an attempt takes that is sent at {@code now} to {@code replica}, in nanoseconds. */
  long latency(int call, int attempt, int replica, long now) {
    return attempt == 0 ? firsts[call] : draw(call, attempt, replica, now);
  }

  /** The index of the first call of each phase, and behind them the number of calls. */
  int[] phaseStarts() {
    int phases = shape.phases().size();
    int[] starts = new int[phases + 1];
    for (int phase = 1; phase <= phases; phase++) {
      int start = starts[phase - 1];
      while (start < arrivals.length && shape.phase(progress(arrivals[start])) < phase) {
        start++;
      }
      starts[phase] = phase == phases ? arrivals.length : start;
    }
    return starts;
  }

  private double progress(long now) {
    return (double) now / arrivals[arrivals.length - 1];
  }

  private long draw(int call, int attempt, int replica, long now) {
    SplittableRandom random = new SplittableRandom(mix(seed + 31L * call + attempt));
    return Math.max(1, shape.model(replica, progress(now)).drawNanos(random)) + noise.extra(now);
  }

  /** Variant 13 of Stafford's finalisers, as in java.util.SplittableRandom. */
  private static long mix(long z) {
    z = (z + 0x9e3779b97f4a7c15L ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
