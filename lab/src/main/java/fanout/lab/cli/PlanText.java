package fanout.lab.cli;

import fanout.aggregator.AggregatorSettings;
import fanout.runtime.spec.Layers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts a plan together from its text and from flags that are short for parts of it. */
final class PlanText {
  private static final String REQUEST = "";
  private static final String EACH = "each";

  private final Map<String, String> layers;

  /**
   * Starts with a text.
   *
   * @throws fanout.runtime.spec.SpecException if it is aimed at an unknown section
   */
  PlanText(String text) {
    List<String> targets = new ArrayList<>(AggregatorSettings.SECTIONS);
    targets.add(EACH);
    layers = new LinkedHashMap<>(Layers.split(text, targets));
  }

  /** Adds a part that concerns the whole request; nothing where the value is empty. */
  PlanText request(String key, String value) {
    return add(REQUEST, key, value);
  }

  /** Adds a part that concerns each section; nothing where the value is empty. */
  PlanText each(String key, String value) {
    return add(EACH, key, value);
  }

  private PlanText add(String target, String key, String value) {
    if (!value.isEmpty()) {
      layers.merge(
          target,
          key + "=" + value,
          (before, more) -> before.isEmpty() ? more : before + "," + more);
    }
    return this;
  }

  /** The whole plan as text. */
  @Override
  public String toString() {
    return layers.entrySet().stream()
        .filter(layer -> !layer.getValue().isEmpty())
        .map(
            layer ->
                layer.getKey().isEmpty()
                    ? layer.getValue()
                    : layer.getKey() + ":" + layer.getValue())
        .collect(Collectors.joining("; "));
  }
}
