package fanout.benchmarks.hedge;

import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.Spec;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A machine that is at work with something else for stretches of time: a compiler, a collector, a
 * neighbour. Every attempt sent in such a stretch takes longer by the same, wherever it goes.
 * Observations are then anything but independent of each other. Stretches and the times between
 * them are exponentially distributed.
 */
final class Noise {
  private static final double MEAN_QUIET_NANOS = 0.6e9;
  private static final double MEAN_BUSY_NANOS = 0.15e9;
  private static final LatencyModel EXTRA =
      Spec.parse(LatencyModel.class, "lognormal(p50=1ms,p99=20ms)");

  /** A machine that does nothing else. */
  static final Noise NONE = new Noise(new SplittableRandom(), 0);

  private final TreeMap<Long, Long> extraFrom = new TreeMap<>();

  /** Noise up to a time, in nanoseconds from the start. */
  Noise(SplittableRandom random, long until) {
    extraFrom.put(0L, 0L);
    double at = 0;
    while (at < until) {
      at -= MEAN_QUIET_NANOS * Math.log1p(-random.nextDouble());
      extraFrom.put((long) at, EXTRA.drawNanos(random));
      at -= MEAN_BUSY_NANOS * Math.log1p(-random.nextDouble());
      extraFrom.put((long) at, 0L);
    }
  }

  /** How much longer an attempt takes that is sent then, in nanoseconds. */
  long extra(long now) {
    Map.Entry<Long, Long> stretch = extraFrom.floorEntry(now);
    return stretch == null ? 0 : stretch.getValue();
  }
}
