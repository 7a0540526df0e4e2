package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a dashboard shows: three percentiles, with a smooth curve through them.
 *
 * <p>Between the points the logarithm of the latency is linear in the normal score {@code z =
 * Φ⁻¹(p)}: each piece is part of a lognormal distribution, {@code x = exp(a + b z)}. The lower
 * piece goes on below the median and the upper one beyond p99, up to {@code max} if that is given.
 * Three percentiles of a lognormal distribution thus give back that very distribution.
 *
 * <p>The mean is the sum over the pieces of {@code ∫ exp(a + b z) φ(z) dz = exp(a + b²/2) (Φ(z₂ -
 * b) - Φ(z₁ - b))}, by completing the square.
 *
 * @param p50 the median
 * @param p90 exceeded by one call in ten; more than {@code p50}
 * @param p99 exceeded by one call in a hundred; more than {@code p90}
 * @param max what would take longer takes just this; at least {@code p99}
 */
@Spec.Name(value = "percentiles", doc = "a smooth curve through three percentiles")
public record Percentiles(
    @Doc("median") Duration p50,
    @Doc("exceeded by one call in ten") Duration p90,
    @Doc("exceeded by one call in a hundred") Duration p99,
    @Doc("what would take longer takes just this") Optional<Duration> max)
    implements LatencyModel {
  private static final double STEEPEST = 5;

  public Percentiles {
    Nanos.requirePositive("p50", p50);
    Nanos.requirePositive("p90", p90);
    Nanos.requirePositive("p99", p99);
    Nanos.requireMore("p90", p90, "p50", p50);
    Nanos.requireMore("p99", p99, "p90", p90);
    SpecException.require(
        Piece.through(0, p50, StandardNormal.Z90, p90).slope <= STEEPEST,
        "p90",
        p90,
        "up to 600 times p50");
    SpecException.require(
        Piece.through(StandardNormal.Z90, p90, StandardNormal.Z99, p99).slope <= STEEPEST,
        "p99",
        p99,
        "up to 180 times p90");
    if (max.isPresent()) {
      Nanos.require("max", max.get());
      SpecException.require(max.get().compareTo(p99) >= 0, "max", max.get(), "p99 or more");
    }
  }

  /** {@code x = exp(intercept + slope z)}. */
  private record Piece(double intercept, double slope) {
    static Piece through(double z1, Duration x1, double z2, Duration x2) {
      double slope = Math.log((double) x2.toNanos() / x1.toNanos()) / (z2 - z1);
      return new Piece(Math.log(x1.toNanos()) - slope * z1, slope);
    }

    double at(double z) {
      return Math.exp(intercept + slope * z);
    }

    double score(double x) {
      return (Math.log(x) - intercept) / slope;
    }

    double integral(double z1, double z2) {
      return Math.exp(intercept + slope * slope / 2)
          * (StandardNormal.cdf(z2 - slope) - StandardNormal.cdf(z1 - slope));
    }
  }

  private Piece lower() {
    return Piece.through(0, p50, StandardNormal.Z90, p90);
  }

  private Piece upper() {
    return Piece.through(StandardNormal.Z90, p90, StandardNormal.Z99, p99);
  }

  @Override
  public double meanNanos() {
    double below = lower().integral(Double.NEGATIVE_INFINITY, StandardNormal.Z90);
    if (max.isEmpty()) {
      return below + upper().integral(StandardNormal.Z90, Double.POSITIVE_INFINITY);
    }
    double end = upper().score(most());
    return below
        + upper().integral(StandardNormal.Z90, end)
        + most() * StandardNormal.survival(end);
  }

  @Override
  public double cdf(double nanos) {
    if (nanos <= 0 || nanos >= most()) {
      return nanos <= 0 ? 0 : 1;
    }
    Piece piece = nanos < p90.toNanos() ? lower() : upper();
    return StandardNormal.cdf(piece.score(nanos));
  }

  @Override
  public double quantileNanos(double p) {
    double z = StandardNormal.quantile(p);
    return Math.min(most(), (z < StandardNormal.Z90 ? lower() : upper()).at(z));
  }

  private double most() {
    return max.isPresent() ? max.get().toNanos() : Double.POSITIVE_INFINITY;
  }
}
