package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Network;
import fanout.lab.kubernetes.Network.Call;
import fanout.lab.kubernetes.Network.Pod;
import fanout.lab.kubernetes.Start;
import fanout.lab.kubernetes.Start.Role;
import fanout.lab.kubernetes.Workload;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The NetworkPolicies admit each call that the testbed makes, and no other between any pods. */
public record NetworkPaths() implements Rule {
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final Pod LAB = new Pod("hand", "fanout", Map.of(COMPONENT, "lab"), Map.of());

  /** In the namespace, without a label that would give it leave to anything. */
  private static final Pod STRANGER = new Pod("stranger", "fanout", Map.of(), Map.of());

  /** In another namespace, with the label of the lab. */
  private static final Pod OUTSIDER =
      new Pod("outsider", "elsewhere", Map.of(COMPONENT, "lab"), Map.of());

  private static final Pod DNS =
      new Pod("dns", "kube-system", Map.of("k8s-app", "kube-dns"), Map.of("dns", 53));

  @Override
  public List<String> faults(Manifests manifests) {
    Set<Call> expected = expected(manifests);
    Set<Call> admitted = admitted(manifests);
    return Stream.concat(
            expected.stream().filter(call -> !admitted.contains(call)).map(c -> c + " is barred"),
            admitted.stream().filter(call -> !expected.contains(call)).map(c -> c + " is let in"))
        .sorted()
        .toList();
  }

  private static Pod pod(Workload workload) {
    Map<String, Integer> ports =
        workload.start() instanceof Start.Runs runs ? runs.ports() : Map.of();
    return new Pod(
        workload.owner().getMetadata().getName(),
        workload.owner().getMetadata().getNamespace(),
        workload.labels(),
        ports);
  }

  private static List<Pod> inside(Manifests manifests) {
    return Stream.concat(
            manifests.workloads().stream().map(NetworkPaths::pod), Stream.of(LAB, STRANGER))
        .toList();
  }

  private static Set<Call> admitted(Manifests manifests) {
    Network network = Network.of(manifests);
    List<Pod> pods = Stream.concat(inside(manifests).stream(), Stream.of(OUTSIDER, DNS)).toList();
    Set<Call> admitted = new HashSet<>();
    for (Pod from : pods) {
      for (Pod to : pods) {
        if (List.of(from.namespace(), to.namespace()).contains("fanout")) {
          admitted.addAll(network.admitted(from, to));
        }
      }
    }
    return admitted;
  }

  /** Follows the settings: who is told to call whom, on which port. */
  private static Set<Call> expected(Manifests manifests) {
    Set<Call> calls = new HashSet<>();
    for (Pod pod : inside(manifests)) {
      calls.add(new Call(pod.name(), DNS.name(), "UDP", 53));
      calls.add(new Call(pod.name(), DNS.name(), "TCP", 53));
    }
    for (Workload workload : manifests.workloads()) {
      if (workload.start() instanceof Start.Runs runs) {
        String name = workload.owner().getMetadata().getName();
        calls.addAll(toWhatItServes(name, runs, inside(manifests)));
        if (runs.role() == Role.AGGREGATOR || runs.role() == Role.LAB) {
          runs.targets().entrySet().stream()
              .filter(target -> !target.getKey().startsWith("OTEL_"))
              .forEach(target -> calls.add(call(name, target.getValue())));
        }
      }
    }
    return calls;
  }

  private static List<Call> toWhatItServes(String name, Start.Runs runs, List<Pod> inside) {
    return switch (runs.role()) {
      case AGGREGATOR -> fromLabs(inside, name, runs, "data").toList();
      case BACKEND -> fromLabs(inside, name, runs, "admin").toList();
      case JAEGER ->
          Stream.concat(
                  inside.stream().map(pod -> call(pod, name, runs, "otlp")),
                  fromLabs(inside, name, runs, "query"))
              .toList();
      case LAB -> List.of();
    };
  }

  /** The pods of the lab's Jobs, and one started by hand. */
  private static Stream<Call> fromLabs(
      List<Pod> inside, String name, Start.Runs runs, String port) {
    return inside.stream()
        .filter(pod -> "lab".equals(pod.labels().get(COMPONENT)))
        .map(pod -> call(pod, name, runs, port));
  }

  private static Call call(Pod from, String to, Start.Runs runs, String port) {
    int number = Objects.requireNonNullElse(runs.ports().get(port), 0);
    return new Call(from.name(), to, "TCP", number);
  }

  /** A target such as {@code dns:///orders.fanout.svc.cluster.local:50061}. */
  private static Call call(String from, String target) {
    String host = target.replaceFirst("^dns:///", "").replaceFirst("\\..*", "");
    int port = Integer.parseInt(target.replaceFirst(".*:", ""));
    return new Call(from, host, "TCP", port);
  }
}
