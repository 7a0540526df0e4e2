package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Workload;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1TopologySpreadConstraint;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Service, a budget, an autoscaler and a Deployment each concern the pods of exactly one
 * Deployment, and pods that are spread are spread among their like. The selectors of the
 * NetworkPolicies are judged by {@link NetworkPaths}.
 */
public record SelectorsMeet() implements Rule {
  private record Selector(KubernetesObject owner, Map<String, String> labels) {}

  @Override
  public List<String> faults(Manifests manifests) {
    List<Workload> workloads = manifests.workloads();
    return Stream.of(
            selectors(manifests)
                .filter(
                    selector ->
                        workloads.stream().filter(w -> w.meets(selector.labels())).count() != 1)
                .map(
                    selector ->
                        Manifests.name(selector.owner())
                            + ": "
                            + selector.labels()
                            + " does not meet the pods of one Deployment"),
            autoscalers(manifests),
            workloads.stream().flatMap(SelectorsMeet::spread))
        .flatMap(faults -> faults)
        .toList();
  }

  private static Stream<Selector> selectors(Manifests manifests) {
    return Stream.of(
            manifests
                .all(V1Service.class)
                .map(service -> new Selector(service, service.getSpec().getSelector())),
            manifests
                .all(V1PodDisruptionBudget.class)
                .map(b -> new Selector(b, b.getSpec().getSelector().getMatchLabels())),
            manifests
                .all(V1Deployment.class)
                .map(d -> new Selector(d, d.getSpec().getSelector().getMatchLabels())))
        .flatMap(selectors -> selectors);
  }

  private static Stream<String> spread(Workload workload) {
    return Stream.ofNullable(workload.pod().getTopologySpreadConstraints())
        .flatMap(List::stream)
        .filter(constraint -> !isOfItself(constraint, workload))
        .map(
            constraint ->
                "%s: is spread over %s among pods that it does not belong to"
                    .formatted(workload.name(), constraint.getTopologyKey()));
  }

  private static boolean isOfItself(V1TopologySpreadConstraint constraint, Workload workload) {
    Set<String> known = new HashSet<>(workload.labels().keySet());
    known.add("pod-template-hash"); // the Deployment's controller adds it
    return constraint.getLabelSelector() != null
        && workload.meets(constraint.getLabelSelector().getMatchLabels())
        && known.containsAll(Optional.ofNullable(constraint.getMatchLabelKeys()).orElse(List.of()));
  }

  private static Stream<String> autoscalers(Manifests manifests) {
    return manifests
        .all(V2HorizontalPodAutoscaler.class)
        .flatMap(
            scaler -> {
              String target = scaler.getSpec().getScaleTargetRef().getName();
              List<V1Deployment> scaled =
                  manifests
                      .all(V1Deployment.class)
                      .filter(d -> target.equals(d.getMetadata().getName()))
                      .toList();
              if (scaled.isEmpty()) {
                return Stream.of(Manifests.name(scaler) + ": no Deployment/" + target);
              }
              return scaled.getFirst().getSpec().getReplicas() == null
                  ? Stream.of()
                  : Stream.of(
                      Manifests.name(scaler) + ": replicas of its Deployment are given as well");
            });
  }
}
