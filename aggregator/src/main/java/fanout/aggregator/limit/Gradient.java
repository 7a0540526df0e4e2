package fanout.aggregator.limit;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;

/**
 * Follows the ratio of the latency without a queue, R₀, to the latency as it is, R:
 *
 * <pre>
 * limit ← limit · clamp(tolerance · R₀ / R, ½, 1) + √limit
 * </pre>
 *
 * as in Netflix's Gradient2 (concurrency-limits, 2018) and Envoy's adaptive concurrency filter. At
 * rest it lets in a little more than {@code tolerance} times what the server works on at once, so
 * that the server is never idle and its own queue stays short. See {@link AdaptiveLimit} for how R₀
 * is known.
 *
 * @param min never fewer at once, from 1; also what it starts with
 * @param max never more at once, from {@code min}
 * @param tolerance latency may grow by this factor before it counts as a queue, from 1 to 10
 * @param queue calls that may wait, from 0
 */
@Spec.Name(value = "gradient", doc = "shrinks as latency grows beyond that without a queue")
public record Gradient(
    @Doc("never fewer at once; it starts here") @Default("4") int min,
    @Doc("never more at once") @Default("1000") int max,
    @Doc("latency may grow by this factor before it counts as a queue") @Default("1.5")
        double tolerance,
    @Doc("calls that may wait") @Default("100") int queue)
    implements ConcurrencyLimit {
  private static final double STEEPEST = 0.5;

  public Gradient {
    Bounds.requireRange(min, max);
    SpecException.require(tolerance >= 1 && tolerance <= 10, "tolerance", tolerance, "1 to 10");
    Bounds.requireQueue(queue);
  }

  @Override
  public Limit start() {
    return new AdaptiveLimit(min, max, this::next);
  }

  private double next(double limit, double unloaded, double latency) {
    double gradient = Math.clamp(tolerance * unloaded / latency, STEEPEST, 1);
    return limit * gradient + Math.sqrt(limit);
  }
}
