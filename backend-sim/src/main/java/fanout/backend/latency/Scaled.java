package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.List;

/**
 * Another model, slower or faster by a factor: {@code 95%:M|5%:scaled(M,10)} is a service of which
 * one call in twenty takes ten times as long.
 *
 * @param model what is scaled
 * @param factor from a millionth to a million
 */
@Spec.Name(value = "scaled", doc = "another model, slower or faster by a factor")
public record Scaled(LatencyModel model, double factor) implements LatencyModel {
  public Scaled {
    SpecException.require(factor >= 1e-6 && factor <= 1e6, "factor", factor, "0.000001 to 1000000");
  }

  @Override
  public double meanNanos() {
    return model.meanNanos() * factor;
  }

  @Override
  public double cdf(double nanos) {
    return model.cdf(nanos / factor);
  }

  @Override
  public double quantileNanos(double p) {
    return model.quantileNanos(p) * factor;
  }

  @Override
  public List<Empirical> recordings() {
    return model.recordings();
  }
}
