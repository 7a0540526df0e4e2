package fanout.aggregator.limit;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;

/**
 * Keeps a short queue inside the server, as TCP Vegas does inside a router (Brakmo and Peterson
 * 1994). With R₀ for the latency without a queue and R for that of now, the calls that queue there
 * are
 *
 * <pre>
 * q = limit · (1 − R₀ / R)
 * </pre>
 *
 * and the limit grows by a step while {@code q < α}, and shrinks by one while {@code q > β}. As in
 * Netflix's VegasLimit, step = max(1, log₁₀ limit), α = 3 steps, β = 6 steps, and the limit grows
 * by β at once while no more than a step queues. See {@link AdaptiveLimit} for how R₀ is known.
 *
 * @param min never fewer at once, from 1; also what it starts with
 * @param max never more at once, from {@code min}
 * @param queue calls that may wait here, from 0
 */
@Spec.Name(value = "vegas", doc = "keeps a short queue inside the server, as TCP Vegas does")
public record Vegas(
    @Doc("never fewer at once; it starts here") @Default("4") int min,
    @Doc("never more at once") @Default("1000") int max,
    @Doc("calls that may wait") @Default("100") int queue)
    implements ConcurrencyLimit {
  private static final int ALPHA = 3;
  private static final int BETA = 6;

  public Vegas {
    Bounds.requireRange(min, max);
    Bounds.requireQueue(queue);
  }

  @Override
  public Limit start() {
    return new AdaptiveLimit(min, max, Vegas::next);
  }

  private static double next(double limit, double unloaded, double latency) {
    double step = Math.max(1, Math.log10(limit));
    double queued = limit * (1 - unloaded / latency);
    if (queued <= step) {
      return limit + BETA * step;
    }
    if (queued < ALPHA * step) {
      return limit + step;
    }
    return queued > BETA * step ? limit - step : limit;
  }
}
