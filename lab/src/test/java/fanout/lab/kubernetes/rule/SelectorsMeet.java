package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Workload;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Service, a budget, an autoscaler and a Deployment each concern the pods of exactly one
 * Deployment. Those of the NetworkPolicies are judged by {@link NetworkPaths}.
 */
public record SelectorsMeet() implements Rule {
  private record Selector(KubernetesObject owner, Map<String, String> labels) {}

  @Override
  public List<String> faults(Manifests manifests) {
    List<Workload> workloads = manifests.workloads();
    return Stream.concat(
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
            autoscalers(manifests))
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
