package fanout.benchmarks.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one round has read, by arm. Immutable.
 *
 * @param byArm in the order of the table
 */
public record Readings(Map<String, Map<Metric, Double>> byArm) {
  public Readings {
    Map<String, Map<Metric, Double>> copy = new LinkedHashMap<>();
    byArm.forEach((arm, metrics) -> copy.put(arm, new EnumMap<>(metrics)));
    byArm = Collections.unmodifiableMap(copy);
  }

  /**
   * One reading.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double of(String arm, Metric metric) {
    Double value = byArm.getOrDefault(arm, Map.of()).get(metric);
    if (value == null) {
      throw new IllegalArgumentException("%s has no %s".formatted(arm, metric.label()));
    }
    return value;
  }

  /** A reading of one arm over the same of another, taken in the same round. */
  public double ratio(Metric metric, String arm, String over) {
    return of(arm, metric) / of(over, metric);
  }
}
