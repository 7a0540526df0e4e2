package fanout.lab.testbed;

import fanout.aggregator.AggregatorSettings;
import fanout.backend.Behavior;
import fanout.runtime.spec.Layers;
import fanout.runtime.spec.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a testbed in this process is made of. Immutable.
 *
 * @param ports data and admin port of each service by its name; 0 takes any free one
 * @param behavior start-up behaviour of the backends, for example {@code orders:latency=200ms}
 * @param plan the aggregator's default plan; empty for its usual one
 * @param seed root of all draws
 * @param otlpEndpoints where spans go besides the testbed's own receiver
 * @param receivesTraces whether the testbed has such a receiver; it holds a bounded number of
 *     spans, which a run without an end would fill
 */
public record TestbedSettings(
    Map<String, Ports> ports,
    String behavior,
    Optional<String> plan,
    long seed,
    List<String> otlpEndpoints,
    boolean receivesTraces) {
  /** The port of dashboards that every command assumes. */
  public static final int FIRST_PORT = 50_060;

  /** The highest first port: the last of all ports is this much above it. */
  public static final int HIGHEST_FIRST_PORT = 65_535 - 13;

  /** Name of the aggregator among the {@link #ports}. */
  public static final String AGGREGATOR = "aggregator";

  /** What an experiment says of a program, by its key there; the rest is the testbed's business. */
  static final Set<String> OF_EXPERIMENT = Set.of("behavior", "plan", "seed");

  /** The two ports of one service. */
  public record Ports(int data, int admin) {}

  public TestbedSettings {
    ports = Map.copyOf(ports);
    otlpEndpoints = List.copyOf(otlpEndpoints);
  }

  /** What concerns one backend of the behaviour, for a process that plays just that one. */
  String behaviorOf(String section) {
    Map<String, String> layers = Layers.split(behavior, AggregatorSettings.SECTIONS);
    String own = layers.containsKey(section) ? section + ":" + layers.get(section) : "";
    String all = layers.getOrDefault("", "");
    return own.isEmpty() || all.isEmpty() ? all + own : all + "; " + own;
  }

  /** The same as a text for the control port of that backend; empty where nothing concerns it. */
  String overlayOf(String section) {
    Map<String, String> layers = Layers.split(behavior, AggregatorSettings.SECTIONS);
    String own = layers.getOrDefault(section, "");
    String all = layers.getOrDefault("", "");
    // A text has each key once, so that two layers have to be laid over one another first.
    return own.isEmpty() || all.isEmpty()
        ? all + own
        : Spec.printWhole(Spec.overlay(Spec.parse(Behavior.class, all), own));
  }

  Ports portsOf(String service) {
    return Objects.requireNonNull(ports.get(service), service);
  }

  /** Any free ports: testbeds do not get in each other's way. */
  public static Map<String, Ports> anyPorts() {
    Map<String, Ports> ports = new LinkedHashMap<>();
    ports.put(AGGREGATOR, new Ports(0, 0));
    AggregatorSettings.SECTIONS.forEach(section -> ports.put(section, new Ports(0, 0)));
    return ports;
  }

  /**
   * The ports that every command assumes: {@code first} for dashboards, the backends behind it,
   * admin ports ten higher.
   */
  public static Map<String, Ports> portsFrom(int first) {
    Map<String, Ports> ports = new LinkedHashMap<>();
    int port = first;
    for (String name : anyPorts().keySet()) {
      ports.put(name, new Ports(port, port + 10));
      port++;
    }
    return ports;
  }
}
