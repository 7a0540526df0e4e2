package fanout.benchmarks.soak;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of the attempts of one hop.
 *
 * @param name of the hop
 * @param attempts begun
 * @param fates of these, each counted once
 * @param examples of those that are not accounted for
 */
public record HopReport(String name, long attempts, Map<Fate, Long> fates, List<String> examples) {
  /** Whether every attempt is accounted for, once. */
  public boolean exact() {
    long sum = fates.values().stream().mapToLong(Long::longValue).sum();
    return sum == attempts && !fates.containsKey(Fate.UNACCOUNTED);
  }

  @Override
  public String toString() {
    return "%s: %,d attempts = %s"
        .formatted(
            name,
            attempts,
            fates.entrySet().stream()
                .map(fate -> "%,d %s".formatted(fate.getValue(), fate.getKey()))
                .collect(Collectors.joining(" + ")));
  }
}
