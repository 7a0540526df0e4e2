package fanout.lab.kubernetes;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1ConfigMapEnvSource;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvFromSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What starts pods, a Deployment or a Job, with the environment that their container starts with.
 *
 * @param owner as rendered
 * @param template of its pods
 * @param environment by name; what the kubelet fills in stands as {@code <metadata.name>}
 * @param missing names of ConfigMaps that the rendering does not have
 */
public record Workload(
    KubernetesObject owner,
    V1PodTemplateSpec template,
    Map<String, String> environment,
    List<String> missing) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

  static Workload of(V1Deployment deployment, Manifests manifests) {
    return of(deployment, deployment.getSpec().getTemplate(), manifests);
  }

  static Workload of(V1Job job, Manifests manifests) {
    return of(job, job.getSpec().getTemplate(), manifests);
  }

  private static Workload of(
      KubernetesObject owner, V1PodTemplateSpec template, Manifests manifests) {
    V1Container container = template.getSpec().getContainers().getFirst();
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
    return new Workload(owner, template, environment, missing);
  }

  private static String value(V1EnvVar variable) {
    return variable.getValueFrom() == null
        ? Optional.ofNullable(variable.getValue()).orElse("")
        : "<" + variable.getValueFrom().getFieldRef().getFieldPath() + ">";
  }

  /** How a complaint names it. */
  public String name() {
    return Manifests.name(owner);
  }

  /** Labels of its pods. */
  public Map<String, String> labels() {
    return template.getMetadata().getLabels();
  }

  /** Its pods. */
  public V1PodSpec pod() {
    return template.getSpec();
  }

  /** Its only container. */
  public V1Container container() {
    return pod().getContainers().getFirst();
  }

  /** The ports that its container declares. */
  public List<V1ContainerPort> ports() {
    return Optional.ofNullable(container().getPorts()).orElse(List.of());
  }

  /** What its container hands to the image's entry point, {@code $(NAME)} replaced. */
  public List<String> arguments() {
    return Stream.ofNullable(container().getArgs())
        .flatMap(List::stream)
        .map(
            argument ->
                REFERENCE
                    .matcher(argument)
                    .replaceAll(
                        name ->
                            Matcher.quoteReplacement(
                                environment.getOrDefault(name.group(1), name.group()))))
        .toList();
  }

  /** Number of a port that is given by number or by name, where the container has it. */
  public Optional<Integer> port(IntOrString port) {
    return ports().stream()
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
