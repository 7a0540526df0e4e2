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

  /** Those of one metric. */
  public OfMetric of(Metric metric) {
    return new OfMetric(this, metric);
  }

  /** What one round has read of one metric. */
  public record OfMetric(Readings readings, Metric metric) {
    /**
     * One arm's reading.
     *
     * @throws IllegalArgumentException if there is none
     */
    public double of(String arm) {
      Double value = readings.byArm.getOrDefault(arm, Map.of()).get(metric);
      if (value == null) {
        throw new IllegalArgumentException("%s has no %s".formatted(arm, metric.label()));
      }
      return value;
    }

    /** A reading of one arm over that of another, taken in the same round. */
    public double ratio(String arm, String over) {
      return of(arm) / of(over);
    }
  }
}
