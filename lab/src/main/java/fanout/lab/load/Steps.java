package fanout.lab.load;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.random.RandomGenerator;

/**
 * One constant rate after another: {@code steps(100/s:10s|200/s:10s)}. A step of {@code 0/s} is a
 * rest.
 *
 * @param steps one or more, not all of them rests
 */
@Spec.Name(
    value = "steps",
    doc = "open loop: one constant rate after another, as 100/s:10s|200/s:10s")
public record Steps(List<Step> steps) implements Open {
  public Steps {
    SpecException.require(
        steps.stream().anyMatch(step -> step.rate.perSecond() > 0),
        "steps",
        steps,
        "rate:duration, several with |, one of them more than 0/s");
    steps = List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param rate while it lasts
   * @param lasts how long
   */
  @Spec.Pair
  public record Step(Rate rate, Duration lasts) {
    public Step {
      SpecException.require(lasts.isPositive(), "lasts", lasts, "more than 0ms");
    }

    private double seconds() {
      return lasts.toNanos() / 1e9;
    }

    private double calls() {
      return rate.perSecond() * seconds();
    }
  }

  @Override
  public PrimitiveIterator.OfLong starts(RandomGenerator random) {
    return Schedule.of(this::secondsUntil, length().orElseThrow().toNanos());
  }

  private double secondsUntil(double calls) {
    double begin = 0;
    double before = 0;
    for (Step step : steps) {
      if (calls < before + step.calls()) {
        return begin + (calls - before) / step.rate.perSecond();
      }
      before += step.calls();
      begin += step.seconds();
    }
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public Optional<Duration> length() {
    return Optional.of(steps.stream().map(Step::lasts).reduce(Duration.ZERO, Duration::plus));
  }
}
