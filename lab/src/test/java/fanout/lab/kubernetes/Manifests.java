package fanout.lab.kubernetes;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The documents of one rendering.
 *
 * @param objects in the order of the rendering
 */
public record Manifests(List<KubernetesObject> objects) {
  public Manifests {
    objects = List.copyOf(objects);
  }

  /**
   * Reads a rendering.
   *
   * @throws RuntimeException if a document has a field, a type or a version that Kubernetes does
   *     not know
   */
  public static Manifests parse(String yaml) {
    try {
      return new Manifests(Yaml.loadAll(yaml).stream().map(KubernetesObject.class::cast).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of one kind. */
  public <T extends KubernetesObject> Stream<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** What runs. */
  public List<Workload> workloads() {
    return Stream.concat(
            all(V1Deployment.class).map(deployment -> Workload.of(deployment, this)),
            all(V1Job.class).map(job -> Workload.of(job, this)))
        .toList();
  }

  /** A Service by its name within the cluster: {@code orders.fanout.svc.cluster.local}. */
  public Optional<V1Service> service(String host) {
    return all(V1Service.class).filter(service -> host.equals(host(service))).findFirst();
  }

  private static String host(V1Service service) {
    return service.getMetadata().getName()
        + "."
        + service.getMetadata().getNamespace()
        + ".svc.cluster.local";
  }

  /** What a ConfigMap holds, or nothing where there is none of that name. */
  public Optional<Map<String, String>> configuration(String name) {
    return all(V1ConfigMap.class)
        .filter(map -> name.equals(map.getMetadata().getName()))
        .map(map -> Optional.ofNullable(map.getData()).orElse(Map.of()))
        .findFirst();
  }

  /** How a complaint names a document: {@code Service/orders}. */
  public static String name(KubernetesObject object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
