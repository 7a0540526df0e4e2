package fanout.runtime.server.eject;

import static fanout.runtime.spec.SpecException.require;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Ejects a replica that stands out: its share of successes is less than the mean of all replicas by
 * more than {@code deviations} standard deviations. Where all fail alike nobody is ejected.
 *
 * <p>Of n replicas none can be more than {@code √(n − 1)} standard deviations below the mean
 * (Samuelson 1968): with three of them nothing beyond 1.41 ever ejects anybody, and gRPC's own
 * default, 1.9, needs five.
 *
 * @param deviations how many; more than 0
 * @param interval how often the replicas are judged, each by its calls since the last time
 * @param base how long a replica is out the first time
 * @param most no further replica is ejected while this share of them is out
 * @param replicas nobody is judged unless so many have had enough calls
 * @param calls so many calls of an interval are enough
 */
@Spec.Name(value = "success-rate", doc = "ejects a replica that fails more than the others")
public record SuccessRate(
    @Doc("standard deviations below the mean of all") @Default("1") double deviations,
    @Doc("how often the replicas are judged") @Default("10s") Duration interval,
    @Doc("how long a replica is out the first time") @Default("30s") Duration base,
    @Doc("no further one is ejected while this share is out") @Default("50%") Probability most,
    @Doc("nobody is judged unless so many have had enough calls") @Default("3") int replicas,
    @Doc("so many calls of an interval are enough") @Default("20") int calls)
    implements Ejection {
  private static final int MILLIS = 1000;
  private static final int MOST_DEVIATIONS = 100;

  public SuccessRate {
    require(
        deviations >= 0.001 && deviations <= MOST_DEVIATIONS,
        "deviations",
        deviations,
        "0.001 to " + MOST_DEVIATIONS);
    new OutlierDetection(interval, base, most, replicas, calls);
  }

  @Override
  public List<? extends Map<String, ?>> over(List<? extends Map<String, ?>> child) {
    return new OutlierDetection(interval, base, most, replicas, calls)
        .config(
            "successRateEjection",
            Map.entry("stdevFactor", (double) Math.round(deviations * MILLIS)),
            child);
  }
}
