package fanout.lab.process;

import fanout.aggregator.AggregatorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Flags that tell an aggregator where its backends are. */
final class Targets {
  private Targets() {}

  /** One process plays all of them. */
  static String[] all(Child backends, String... further) {
    return of(Map.of(), backends.data(), further);
  }

  /** Some are elsewhere. */
  static String[] of(Map<String, String> elsewhere, String target, String... further) {
    List<String> flags = new ArrayList<>(List.of(further));
    AggregatorSettings.SECTIONS.forEach(
        name -> flags.add("--" + name + "-target=" + elsewhere.getOrDefault(name, target)));
    return flags.toArray(String[]::new);
  }
}
