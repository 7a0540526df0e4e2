package fanout.backend.latency;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * Some calls follow one model, some another: {@code 95%:5ms|5%:50ms}.
 *
 * <p>The distribution function is the weighted sum of the parts'; the quantile has no formula and
 * is found by bisection. A draw takes two uniforms instead, one to choose the part and one within
 * it, so that changing one part leaves the calls of the others as they were.
 *
 * @param parts two or more, whose weights add up to 100 % within 1e-9
 */
@Spec.Bare
@Spec.Name(value = "mix", doc = "some calls follow one model, some another")
public record Mix(List<Share> parts) implements LatencyModel {
  private static final double TOLERANCE = 1e-9;

  public Mix {
    SpecException.require(
        parts.size() >= 2, "mix", parts, "two or more weight:model, as 95%:5ms|5%:50ms");
    double sum = parts.stream().mapToDouble(Share::share).sum();
    SpecException.require(
        Math.abs(sum - 1) <= TOLERANCE, "weights", "sum " + sum, "weights that add up to 100%");
    parts = List.copyOf(parts);
  }

  /**
   * One part of a mixture.
   *
   * @param weight the share of calls that follow it
   * @param model what they follow
   */
  @Spec.Pair
  public record Share(Probability weight, LatencyModel model) {
    private double share() {
      return weight.value();
    }
  }

  @Override
  public long drawNanos(RandomGenerator random) {
    double left = random.nextDouble();
    for (Share part : parts) {
      left -= part.share();
      if (left < 0) {
        return part.model.drawNanos(random);
      }
    }
    // The weights may fall short of 1 by a rounding error.
    return parts.getLast().model.drawNanos(random);
  }

  @Override
  public double meanNanos() {
    return parts.stream().mapToDouble(part -> part.share() * part.model.meanNanos()).sum();
  }

  @Override
  public double cdf(double nanos) {
    double sum = parts.stream().mapToDouble(part -> part.share() * part.model.cdf(nanos)).sum();
    return Math.min(1, sum);
  }

  @Override
  public double quantileNanos(double p) {
    // No part has less than p below the largest of their quantiles, nor more below the least.
    double low = quantiles(p).min().orElseThrow();
    double high = quantiles(p).max().orElseThrow();
    if (p <= 0 || p >= 1) {
      return p <= 0 ? low : high;
    }
    if (cdf(low) >= p) {
      return low;
    }
    // To neighbouring doubles, so that a step of the distribution function is met exactly; or to a
    // picosecond, for halving the way to zero would take a thousand rounds.
    double middle = low + (high - low) / 2;
    while (low < middle && middle < high && high > 1e-3) {
      if (cdf(middle) >= p) {
        high = middle;
      } else {
        low = middle;
      }
      middle = low + (high - low) / 2;
    }
    return high;
  }

  private DoubleStream quantiles(double p) {
    return parts.stream()
        .filter(part -> part.share() > 0)
        .mapToDouble(part -> part.model.quantileNanos(p));
  }

  @Override
  public List<Empirical> recordings() {
    return parts.stream().flatMap(part -> part.model.recordings().stream()).toList();
  }
}
