package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Start;
import fanout.lab.kubernetes.Workload;
import fanout.runtime.telemetry.Logging;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every program starts with the environment that it is given, and its spans say where it runs. */
public record SettingsStart() implements Rule {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");
  private static final List<String> ATTRIBUTES =
      List.of("k8s.namespace.name", "k8s.node.name", "k8s.pod.name", "k8s.pod.uid");

  @Override
  public List<String> faults(Manifests manifests) {
    return manifests.workloads().stream()
        .flatMap(
            workload ->
                Stream.of(missing(workload), start(workload), references(workload))
                    .flatMap(faults -> faults)
                    .map(fault -> workload.name() + ": " + fault))
        .toList();
  }

  private static Stream<String> missing(Workload workload) {
    return workload.missing().stream().map(name -> "no ConfigMap/" + name);
  }

  private static Stream<String> start(Workload workload) {
    return switch (workload.start()) {
      case Start.Refused refused -> Stream.of("does not start: " + refused.why());
      case Start.Runs runs ->
          Stream.concat(strange(workload, runs.role()), attributes(workload, runs.role()));
    };
  }

  /** A program passes over variables without its prefix: a slip in the prefix would be silent. */
  private static Stream<String> strange(Workload workload, Start.Role role) {
    return workload.environment().keySet().stream()
        .filter(name -> name.startsWith("FANOUT_") && !name.startsWith(role.prefix()))
        .filter(name -> !name.equals(Logging.LEVEL))
        .map(name -> name + " is no setting of this program");
  }

  private static Stream<String> attributes(Workload workload, Start.Role role) {
    if (role == Start.Role.JAEGER || role == Start.Role.LAB) {
      return Stream.of(); // no spans of its own
    }
    String attributes = workload.environment().getOrDefault("OTEL_RESOURCE_ATTRIBUTES", "");
    return ATTRIBUTES.stream()
        .filter(name -> !attributes.contains(name + "="))
        .map(name -> "its spans do not say " + name);
  }

  /** Kubernetes leaves {@code $(NAME)} as it is where NAME is not given further up. */
  private static Stream<String> references(Workload workload) {
    Set<String> known = new HashSet<>();
    Stream.Builder<String> faults = Stream.builder();
    for (Map.Entry<String, String> variable : workload.environment().entrySet()) {
      REFERENCE
          .matcher(variable.getValue())
          .results()
          .map(match -> match.group(1))
          .filter(name -> !known.contains(name))
          .forEach(name -> faults.add(variable.getKey() + " refers to unknown " + name));
      known.add(variable.getKey());
    }
    for (String argument : workload.arguments()) {
      REFERENCE
          .matcher(argument)
          .results()
          .forEach(
              match -> faults.add("argument " + argument + " refers to unknown " + match.group(1)));
    }
    return faults.build();
  }
}
