package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The usual shape of a service's latency: the logarithm is normal. Given either by two percentiles
 * or by the mean and the standard deviation of the logarithm.
 *
 * <p>With μ and σ of the logarithm: {@code p50 = exp μ}, {@code p99 = exp(μ + 2.326 σ)}, {@code
 * mean = exp(μ + σ²/2)} (Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1,
 * chapter 14).
 *
 * @param p50 the median; with {@code p99}
 * @param p99 exceeded by one call in a hundred; with {@code p50}
 * @param mean of the latency itself, not of its logarithm; with {@code sigma}
 * @param sigma σ, more than 0 and at most 5, where p99 is some hundred thousand times the median
 */
@Spec.Name(
    value = "lognormal",
    doc = "the usual shape of a service, by p50 and p99 or mean and sigma")
public record LogNormal(
    @Doc("median; with p99") Optional<Duration> p50,
    @Doc("exceeded by one call in a hundred; with p50") Optional<Duration> p99,
    @Doc("mean of the latency; with sigma") Optional<Duration> mean,
    @Doc("standard deviation of the logarithm, up to 5; with mean") Optional<Double> sigma)
    implements LatencyModel {
  private static final double MOST_SIGMA = 5;

  public LogNormal {
    boolean byPercentiles = p50.isPresent() && p99.isPresent();
    boolean byMean = mean.isPresent() && sigma.isPresent();
    boolean half = p50.isPresent() != p99.isPresent() || mean.isPresent() != sigma.isPresent();
    SpecException.require(
        byPercentiles != byMean && !half,
        "lognormal",
        Stream.of(
                p50.map(value -> "p50"),
                p99.map(value -> "p99"),
                mean.map(value -> "mean"),
                sigma.map(value -> "sigma"))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" and ")),
        "either p50 and p99, or mean and sigma");
    p50.ifPresent(value -> Nanos.requirePositive("p50", value));
    p99.ifPresent(value -> Nanos.requirePositive("p99", value));
    mean.ifPresent(value -> Nanos.requirePositive("mean", value));
    if (byPercentiles) {
      Nanos.requireMore("p99", p99.get(), "p50", p50.get());
      SpecException.require(
          sigma(p50.get(), p99.get()) <= MOST_SIGMA, "p99", p99.get(), "up to 112 000 times p50");
    }
    sigma.ifPresent(
        value ->
            SpecException.require(
                value > 0 && value <= MOST_SIGMA, "sigma", value, "more than 0, up to 5"));
  }

  /** By two percentiles. */
  public static LogNormal ofPercentiles(Duration p50, Duration p99) {
    return new LogNormal(Optional.of(p50), Optional.of(p99), Optional.empty(), Optional.empty());
  }

  /** By the mean of the latency and the standard deviation of its logarithm. */
  public static LogNormal ofMean(Duration mean, double sigma) {
    return new LogNormal(Optional.empty(), Optional.empty(), Optional.of(mean), Optional.of(sigma));
  }

  @Override
  public double meanNanos() {
    return mean.isPresent() ? mean.get().toNanos() : Math.exp(mu() + spread() * spread() / 2);
  }

  @Override
  public double cdf(double nanos) {
    return nanos <= 0 ? 0 : StandardNormal.cdf((Math.log(nanos) - mu()) / spread());
  }

  @Override
  public double quantileNanos(double p) {
    return Math.exp(mu() + spread() * StandardNormal.quantile(p));
  }

  private double mu() {
    return p50.isPresent()
        ? Math.log(p50.get().toNanos())
        : Math.log(mean.orElseThrow().toNanos()) - spread() * spread() / 2;
  }

  private double spread() {
    return sigma.isPresent() ? sigma.get() : sigma(p50.orElseThrow(), p99.orElseThrow());
  }

  private static double sigma(Duration p50, Duration p99) {
    return Math.log((double) p99.toNanos() / p50.toNanos()) / StandardNormal.Z99;
  }
}
