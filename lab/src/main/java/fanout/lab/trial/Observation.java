package fanout.lab.trial;

import fanout.lab.load.LoadResult;
import fanout.lab.measure.Distribution;
import fanout.lab.measure.Summary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one trial of one variant came to. Immutable.
 *
 * @param figures one number each
 * @param latency of the single calls
 */
public record Observation(Map<Figure, Double> figures, Distribution latency) {
  private static final double NANOS_PER_MILLI = 1e6;

  /** Nothing but figures to be added. */
  public static final Observation EMPTY = new Observation(Map.of(), Distribution.empty());

  public Observation {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** The usual figures of some dashboards: percentiles, throughput, failures. */
  public static Observation of(Batch batch) {
    Summary summary = batch.load().summary();
    return new Observation(Map.of(), summary.all().latency())
        .with(Figure.P50, batch.millis(0.5))
        .with(Figure.P95, batch.millis(0.95))
        .with(Figure.P99, batch.millis(0.99))
        .with(Figure.MAX, batch.millis(1))
        .with(Figure.THROUGHPUT, answered(batch.load()))
        .with(Figure.FAILED, batch.share(call -> !call.status().isOk()));
  }

  /** The usual figures of any calls, with latencies from the intended starts, to three digits. */
  public static Observation of(LoadResult load) {
    Distribution latency = load.summary().all().latency();
    long sent = load.summary().sent();
    return new Observation(Map.of(), latency)
        .with(Figure.P50, latency.percentile(50) / NANOS_PER_MILLI)
        .with(Figure.P95, latency.percentile(95) / NANOS_PER_MILLI)
        .with(Figure.P99, latency.percentile(99) / NANOS_PER_MILLI)
        .with(Figure.MAX, latency.max() / NANOS_PER_MILLI)
        .with(Figure.THROUGHPUT, answered(load))
        .with(Figure.FAILED, sent == 0 ? 0 : 100.0 * (sent - load.summary().ok()) / sent);
  }

  /** Calls answered with OK in each second: failing is often quicker than answering. */
  private static double answered(LoadResult load) {
    Summary summary = load.summary();
    return load.rps() * summary.ok() / Math.max(1, summary.ended());
  }

  /** A single figure. */
  public static Observation of(Figure figure, double value) {
    return EMPTY.with(figure, value);
  }

  /** This with one more figure, or another value of it. */
  public Observation with(Figure figure, double value) {
    Map<Figure, Double> all = new LinkedHashMap<>(figures);
    all.put(figure, value);
    return new Observation(all, latency);
  }

  /**
   * A figure.
   *
   * @throws NullPointerException if the trial has no such figure
   */
  public double get(Figure figure) {
    return Objects.requireNonNull(figures.get(figure), () -> "no " + figure + " in " + figures);
  }
}
