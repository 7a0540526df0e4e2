package fanout.aggregator.plan;

import com.google.protobuf.ByteString;
import fanout.runtime.spec.Layers;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.CallLabels;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * All that can be chosen about one dashboard request, as one text:
 *
 * <pre>
 * strategy=concurrent,join=best-effort,budget=2s; each:limit=500ms; user:required=true; orders:shards=3
 * </pre>
 *
 * What stands before the first target is about the request as a whole ({@link RequestPlan}); a
 * target is a section or {@code each} ({@link SectionPlan}), and a section's own words win over
 * {@code each}. Immutable and thread-safe.
 */
public final class Plan {
  private static final String EACH = "each";
  private static final AttributeKey<String> STRATEGY = AttributeKey.stringKey("fanout.strategy");

  private final RequestPlan request;
  private final Map<String, SectionPlan> sections;
  private final String strategyText;
  private final String spanName;
  private final String joinText;
  private final String joinName;
  private final String text;
  private final ByteString encoded;
  private final CallLabels labels;

  private Plan(RequestPlan request, Map<String, SectionPlan> sections) {
    this.request = request;
    this.sections = Collections.unmodifiableMap(sections);
    int calls = request.sections().stream().mapToInt(name -> section(name).shards()).sum();
    SpecException.require(
        calls <= SectionPlan.MOST_CALLS,
        "shards",
        calls + " calls in all",
        "at most " + SectionPlan.MOST_CALLS);
    this.strategyText = Spec.print(request.strategy());
    this.spanName = "fan-out " + strategyText;
    this.joinText = Spec.print(request.join());
    this.joinName = Spec.name(request.join());
    this.text = render();
    this.encoded = ByteString.copyFromUtf8(text);
    this.labels = new CallLabels(Attributes.of(STRATEGY, Spec.name(request.strategy())));
  }

  /** The plan in which nothing is chosen yet: every default, nothing required. */
  public static Plan unset(Collection<String> names) {
    Map<String, SectionPlan> sections = new LinkedHashMap<>();
    names.forEach(name -> sections.put(name, Spec.parse(SectionPlan.class, "")));
    return new Plan(Spec.parse(RequestPlan.class, "sections=" + String.join("|", names)), sections);
  }

  /**
   * This plan with what {@code text} names replaced. A section is judged when all that the text
   * says of it has been laid over, in whichever order it is written.
   *
   * @throws SpecException that names field, value and what is allowed
   */
  public Plan overlay(String text) {
    List<String> targets = new ArrayList<>(sections.keySet());
    targets.add(EACH);
    Map<String, String> layers = Layers.split(text, targets);
    Map<String, SectionPlan> changed = new LinkedHashMap<>();
    sections.forEach((name, plan) -> changed.put(name, Spec.overlay(plan, layersOf(name, layers))));
    return new Plan(Spec.overlay(request, layers.getOrDefault("", "")), changed);
  }

  private static SequencedMap<String, String> layersOf(String name, Map<String, String> layers) {
    SequencedMap<String, String> own = new LinkedHashMap<>();
    own.put(EACH, layers.getOrDefault(EACH, ""));
    own.put(name, layers.getOrDefault(name, ""));
    return own;
  }

  /** How the dashboard as a whole is put together. */
  public RequestPlan request() {
    return request;
  }

  /** How one section is asked for. */
  public SectionPlan section(String name) {
    SectionPlan plan = sections.get(name);
    if (plan == null) {
      throw new SpecException("sections", name, String.join(", ", sections.keySet()));
    }
    return plan;
  }

  /**
   * What metrics tell about every call of this plan: the strategy by its name alone, since its
   * parameters come from callers.
   */
  public CallLabels labels() {
    return labels;
  }

  /** The strategy as text, for spans. */
  public String strategyText() {
    return strategyText;
  }

  /** The name of the span of a request by this plan. */
  public String spanName() {
    return spanName;
  }

  /** The join policy as text, for spans. */
  public String joinText() {
    return joinText;
  }

  /** The join policy's name without its parameters, for metrics. */
  public String joinName() {
    return joinName;
  }

  /**
   * The whole plan as a text that {@link #overlay} reads back; what a section leaves at its default
   * is left out.
   */
  @Override
  public String toString() {
    return text;
  }

  /** The same text as every reply carries it, encoded once: it is the longest string in there. */
  public ByteString encoded() {
    return encoded;
  }

  private String render() {
    StringBuilder whole = new StringBuilder(Spec.printWhole(request));
    for (String name : request.sections()) {
      String section = Spec.print(section(name));
      if (!section.isEmpty()) {
        whole.append("; ").append(name).append(':').append(section);
      }
    }
    return whole.toString();
  }
}
