package fanout.lab.testbed;

import fanout.aggregator.AggregatorSettings;
import fanout.lab.result.Environment;
import fanout.lab.testbed.TestbedSettings.Ports;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the testbed's programs as processes that are told what the manifests tell their
 * containers, except for the addresses, and for what the settings change. Each method returns at
 * once with a process that is starting. Thread-safe.
 */
final class Pods {
  /** Where a program that is told so sends its spans. */
  static final String OTLP_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  private static final Ports ANY = new Ports(0, 0);

  private final TestbedSettings settings;
  private final TraceInbox traces;
  private final Resources resources;
  private final Runnable inOrder;
  private final Map<String, PodTemplate> templates = PodTemplate.all();
  private final Map<String, Environment.Setting> told = new ConcurrentSkipListMap<>();

  /**
   * Processes for one testbed.
   *
   * @param traces gets their spans
   * @param resources end them
   * @param inOrder ends all of them, where this JVM ends before they are closed
   */
  Pods(TestbedSettings settings, TraceInbox traces, Resources resources, Runnable inOrder) {
    this.settings = settings;
    this.traces = traces;
    this.resources = resources;
    this.inOrder = inOrder;
  }

  /** What every process was told, and by whom, by {@code process.key}. */
  Map<String, Environment.Setting> told() {
    return Collections.unmodifiableMap(told);
  }

  /** A replica of one of the aggregator's backends; the first has the ports of the settings. */
  ServerProcess backend(String section, int replica) {
    return backend(section, replica, replica == 0 ? settings.portsOf(section) : ANY);
  }

  /** A replica on these ports. */
  ServerProcess backend(String section, int replica, Ports ports) {
    Map<String, String> variables = backendVariables(ports);
    variables.put(Image.BACKEND.variable("behavior"), settings.behaviorOf(section));
    return launch(Image.BACKEND, section, replica, variables, Map.of());
  }

  /**
   * A backend that the aggregator does not know, with settings of its own.
   *
   * @param changes texts by key
   */
  ServerProcess backendBeside(String section, int number, Map<String, String> changes) {
    return launch(Image.BACKEND, section, number, backendVariables(ANY), changes);
  }

  /**
   * The aggregator.
   *
   * @param targets addresses of each backend, by its name
   */
  ServerProcess aggregator(Map<String, String> targets) {
    Map<String, String> variables =
        listening(Image.AGGREGATOR, settings.portsOf(TestbedSettings.AGGREGATOR));
    AggregatorSettings.SECTIONS.forEach(
        section ->
            variables.put(
                Image.AGGREGATOR.variable(section + "-target"),
                Objects.requireNonNull(targets.get(section), section)));
    settings.plan().ifPresent(plan -> variables.put(Image.AGGREGATOR.variable("plan"), plan));
    return launch(Image.AGGREGATOR, TestbedSettings.AGGREGATOR, 0, variables, Map.of());
  }

  private Map<String, String> backendVariables(Ports ports) {
    Map<String, String> variables = listening(Image.BACKEND, ports);
    variables.put(Image.BACKEND.variable("seed"), String.valueOf(settings.seed()));
    return variables;
  }

  private static Map<String, String> listening(Image image, Ports ports) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(image.variable("data-host"), "127.0.0.1");
    variables.put(image.variable("data-port"), String.valueOf(ports.data()));
    variables.put(image.variable("admin-host"), "127.0.0.1");
    variables.put(image.variable("admin-port"), String.valueOf(ports.admin()));
    return variables;
  }

  private ServerProcess launch(
      Image image,
      String service,
      int replica,
      Map<String, String> variables,
      Map<String, String> changes) {
    PodTemplate pod = Objects.requireNonNull(templates.get(service), service);
    String name = service + "-" + replica;
    Map<String, String> container = pod.environment(kubelet(name), variables);
    List<String> flags =
        changes.entrySet().stream().map(e -> "--" + e.getKey() + "=" + e.getValue()).toList();
    List<String> arguments = Stream.concat(pod.arguments().stream(), flags.stream()).toList();
    Set<String> own = variables.keySet().stream().map(image::key).collect(Collectors.toSet());
    container.forEach(
        (variable, value) ->
            told.put(
                name + "." + image.key(variable), new Environment.Setting(value, Image.MANIFEST)));
    image
        .effective(arguments, container, own, changes.keySet())
        .forEach((key, setting) -> told.put(name + "." + key, setting));
    Map<String, String> telemetry = telemetry(service);
    telemetry.forEach(
        (key, value) ->
            told.put(name + "." + key, new Environment.Setting(value, Environment.PLACE)));
    Map<String, String> environment = new LinkedHashMap<>(inherited());
    environment.putAll(container);
    environment.putAll(telemetry);
    List<String> command = Stream.concat(image.command(pod).stream(), flags.stream()).toList();
    return resources.owned(ServerProcess.launch(name, command, environment, inOrder));
  }

  /** What a node's kubelet would fill in. */
  private static Map<String, String> kubelet(String pod) {
    return Map.of(
        "metadata.name",
        pod,
        "metadata.uid",
        UUID.randomUUID().toString(),
        "metadata.namespace",
        "local",
        "spec.nodeName",
        "localhost");
  }

  /** What is about this machine; settings of the programs come from the manifests alone. */
  private static Map<String, String> inherited() {
    return System.getenv().entrySet().stream()
        .filter(entry -> !entry.getKey().matches("(FANOUT|JAVA|JDK|_JAVA)_.*"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** A program sends its spans to one place; the receiver hands them on to the others. */
  private Map<String, String> telemetry(String service) {
    Map<String, String> variables = traces.variables(service);
    settings.otlpEndpoints().forEach(endpoint -> variables.put(OTLP_ENDPOINT, endpoint));
    traces
        .receiver()
        .ifPresent(
            there -> {
              variables.put("OTEL_TRACES_EXPORTER", "otlp");
              variables.put(OTLP_ENDPOINT, there.endpoint());
            });
    return variables;
  }
}
