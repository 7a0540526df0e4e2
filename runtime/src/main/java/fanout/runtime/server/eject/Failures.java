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
 * Ejects a replica of which too many calls fail, whatever the others do.
 *
 * @param threshold ejected if more than this share fails; whole per cents, less than 100 %
 * @param interval how often the replicas are judged, each by its calls since the last time
 * @param base how long a replica is out the first time
 * @param most no further replica is ejected while this share of them is out; whole per cents, more
 *     than 0 %
 * @param replicas nobody is judged unless so many have had enough calls
 * @param calls so many calls of an interval are enough
 */
@Spec.Name(value = "failures", doc = "ejects a replica of which too many calls fail")
public record Failures(
    @Doc("ejected if more than this share fails") @Default("50%") Probability threshold,
    @Doc("how often the replicas are judged") @Default("10s") Duration interval,
    @Doc("how long a replica is out the first time") @Default("30s") Duration base,
    @Doc("no further one is ejected while this share is out") @Default("50%") Probability most,
    @Doc("nobody is judged unless so many have had enough calls") @Default("2") int replicas,
    @Doc("so many calls of an interval are enough") @Default("20") int calls)
    implements Ejection {
  public Failures {
    require(
        threshold.value() < 1 && OutlierDetection.whole(threshold),
        "threshold",
        threshold,
        "whole per cents from 0% to 99%");
    new OutlierDetection(interval, base, most, replicas, calls);
  }

  @Override
  public List<? extends Map<String, ?>> over(List<? extends Map<String, ?>> child) {
    return new OutlierDetection(interval, base, most, replicas, calls)
        .config(
            "failurePercentageEjection",
            Map.entry("threshold", OutlierDetection.percent(threshold)),
            child);
  }
}
