package fanout.lab.load;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.random.RandomGenerator;

/**
 * A rate that changes evenly. Until {@code t} there are {@code N(t) = from t + (to - from) t² / 2
 * over} calls due; solved for {@code t} without cancellation, call {@code i} is due at {@code 2 i /
 * (from + sqrt(from² + 2 i (to - from) / over))}.
 *
 * @param from rate at the beginning
 * @param to rate at the end; one of the two is more than zero
 * @param over how long it takes; then the load ends
 */
@Spec.Name(value = "ramp", doc = "open loop: a rate that changes evenly, then the end")
public record Ramp(
    @Spec.Doc("rate at the beginning") @Spec.Default("0/s") Rate from,
    @Spec.Doc("rate at the end") Rate to,
    @Spec.Doc("how long it takes") Duration over)
    implements Open {
  public Ramp {
    SpecException.require(
        from.perSecond() + to.perSecond() > 0, "to", to, "more than 0/s, or a rate to come from");
    SpecException.require(over.isPositive(), "over", over, "more than 0ms");
  }

  @Override
  public PrimitiveIterator.OfLong starts(RandomGenerator random) {
    return Schedule.of(this::secondsUntil, over.toNanos());
  }

  /** Infinite for a call that a falling rate never comes to. */
  private double secondsUntil(double calls) {
    double first = from.perSecond();
    double slope = (to.perSecond() - first) / (over.toNanos() / 1e9);
    double square = first * first + 2 * calls * slope;
    if (calls == 0 || square < 0) {
      return calls == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return 2 * calls / (first + Math.sqrt(square));
  }

  @Override
  public Optional<Duration> length() {
    return Optional.of(over);
  }
}
