package fanout.lab.kubernetes;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1ConfigMapEnvSource;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvFromSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Deployment with the environment that its container starts with.
 *
 * @param deployment as rendered
 * @param environment by name; what the kubelet fills in stands as {@code <metadata.name>}
 * @param missing names of ConfigMaps that the rendering does not have
 */
public record Workload(
    V1Deployment deployment, Map<String, String> environment, List<String> missing) {
  static Workload of(V1Deployment deployment, Manifests manifests) {
    V1Container container = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    Map<String, String> environment = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    Stream.ofNullable(container.getEnvFrom())
        .flatMap(List::stream)
        .map(V1EnvFromSource::getConfigMapRef)
        .map(V1ConfigMapEnvSource::getName)
        .forEach(
            name ->
                manifests
                    .configuration(name)
                    .ifPresentOrElse(environment::putAll, () -> missing.add(name)));
    Stream.ofNullable(container.getEnv())
        .flatMap(List::stream)
        .forEach(variable -> environment.put(variable.getName(), value(variable)));
    return new Workload(deployment, environment, missing);
  }

  private static String value(V1EnvVar variable) {
    return variable.getValueFrom() == null
        ? Optional.ofNullable(variable.getValue()).orElse("")
        : "<" + variable.getValueFrom().getFieldRef().getFieldPath() + ">";
  }

  /** How a complaint names it. */
  public String name() {
    return Manifests.name(deployment);
  }

  /** Labels of its pods. */
  public Map<String, String> labels() {
    return deployment.getSpec().getTemplate().getMetadata().getLabels();
  }

  /** Its pods. */
  public V1PodSpec pod() {
    return deployment.getSpec().getTemplate().getSpec();
  }

  /** Its only container. */
  public V1Container container() {
    return pod().getContainers().getFirst();
  }

  /** Number of a port that is given by number or by name, where the container has it. */
  public Optional<Integer> port(IntOrString port) {
    return container().getPorts().stream()
        .filter(
            declared ->
                port.isInteger()
                    ? declared.getContainerPort().equals(port.getIntValue())
                    : port.getStrValue().equals(declared.getName()))
        .map(V1ContainerPort::getContainerPort)
        .findFirst();
  }

  /** Whether a selector without expressions meets its pods. */
  public boolean meets(Map<String, String> selector) {
    return labels().entrySet().containsAll(selector.entrySet());
  }

  /** What would run in its container. */
  public Start start() {
    return Start.of(this);
  }
}
