package fanout.runtime.server.eject;

import static fanout.runtime.spec.SpecException.require;

import fanout.runtime.spec.Probability;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What both rules of gRPC's outlier detection have in common, and its JSON. */
record OutlierDetection(
    Duration interval, Duration base, Probability most, int replicas, int calls) {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  OutlierDetection {
    requireTime("interval", interval);
    requireTime("base", base);
    boolean ok = most.value() > 0 && whole(most);
    require(ok, "most", most, "whole per cents from 1% to 100%");
    require(replicas >= 1, "replicas", replicas, "1 or more");
    require(calls >= 1, "calls", calls, "1 or more");
  }

  private static void requireTime(String field, Duration time) {
    boolean ok = time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0;
    require(ok, field, time, "1ms to 1h");
  }

  /**
   * The whole config with one rule.
   *
   * @param factor name and value of what only this rule has
   */
  List<Map<String, ?>> config(
      String rule, Map.Entry<String, Double> factor, List<? extends Map<String, ?>> child) {
    Map<String, Object> ejection = new LinkedHashMap<>();
    ejection.put(factor.getKey(), factor.getValue());
    ejection.put("minimumHosts", (double) replicas);
    ejection.put("requestVolume", (double) calls);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("interval", seconds(interval));
    config.put("baseEjectionTime", seconds(base));
    // What grpc-java reads; gRFC A50 calls it maxEjectionPercent.
    config.put("maxEjectionPercentage", percent(most));
    config.put(rule, ejection);
    config.put("childPolicy", child);
    return List.of(Map.of("outlier_detection_experimental", config));
  }

  /** gRPC takes whole per cents only. */
  static boolean whole(Probability share) {
    return inPercent(share).stripTrailingZeros().scale() <= 0;
  }

  /** What gRPC reads, of a share in {@linkplain #whole whole} per cents. */
  static double percent(Probability share) {
    return inPercent(share).doubleValue();
  }

  /** In decimal, as it was written: 100 * 0.07 is more than 7. */
  private static BigDecimal inPercent(Probability share) {
    return BigDecimal.valueOf(share.value()).movePointRight(2);
  }

  private static String seconds(Duration time) {
    return "%d.%09ds".formatted(time.toSeconds(), time.toNanosPart());
  }
}
