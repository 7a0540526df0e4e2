package fanout.backend.latency;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How long a simulated call takes. Models are immutable and thread-safe; all randomness comes from
 * the generator that is handed in.
 *
 * <p>Every model knows its distribution, so that theory can be drawn beside measurement. The
 * figures are those of the distribution as documented; a draw is rounded to a nanosecond and, where
 * the distribution has no upper end, cut off at {@link #LONGEST}, which for any sensible model
 * happens never.
 *
 * <p>Draws are made by inverse transform, {@code quantileNanos(u)} of a single uniform {@code u},
 * wherever the model does not say otherwise. Hence the same {@code u} gives a longer latency under
 * a slower model: two models compared under the same {@link fanout.backend.draw.Draws} share their
 * randomness (common random numbers; Law, Simulation Modeling and Analysis, 11.2).
 */
public sealed interface LatencyModel
    permits Constant,
        Uniform,
        Normal,
        LogNormal,
        Exponential,
        Pareto,
        Percentiles,
        Empirical,
        Mix,
        Scaled {
  /** No parameter and no draw is longer. */
  Duration LONGEST = Duration.ofDays(1);

  /**
   * Draws one latency.
   *
   * @return nanoseconds, from 0 to {@link #LONGEST}
   * @throws fanout.runtime.spec.SpecException if the model needs a file that cannot be read; see
   *     {@link #recordings}
   */
  default long drawNanos(RandomGenerator random) {
    return Nanos.of(quantileNanos(random.nextDouble()));
  }

  /** The expected value in nanoseconds. */
  double meanNanos();

  /** The probability of a latency of at most {@code nanos}. */
  double cdf(double nanos);

  /**
   * The least latency {@code x} with {@code cdf(x) >= p}, in nanoseconds; infinite for {@code p =
   * 1} where there is no upper end.
   *
   * @param p from 0 to 1
   */
  double quantileNanos(double p);

  /**
   * The recordings that drawing needs. Each is read on first use; {@link Empirical#load} reads it
   * ahead of time, while a broken file can still be reported to whoever named it. A model that
   * comes from the network and needs recordings should be refused: it would read any file it names.
   */
  default List<Empirical> recordings() {
    return List.of();
  }
}
