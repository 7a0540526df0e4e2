package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Workload;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Capabilities;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1SeccompProfile;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pod Security "restricted" is enforced and kept, and more than it asks for: a read-only root, no
 * token of the API server, and limits.
 */
public record RestrictedPods() implements Rule {
  private static final String ENFORCE = "pod-security.kubernetes.io/enforce";

  @Override
  public List<String> faults(Manifests manifests) {
    Stream<String> namespaces =
        manifests
            .all(V1Namespace.class)
            .filter(n -> !"restricted".equals(n.getMetadata().getLabels().get(ENFORCE)))
            .map(namespace -> Manifests.name(namespace) + ": does not enforce restricted pods");
    Stream<String> workloads =
        manifests.workloads().stream()
            .flatMap(
                workload ->
                    Stream.of(pod(workload.pod()), container(workload), resources(workload))
                        .flatMap(faults -> faults)
                        .map(fault -> workload.name() + ": " + fault));
    return Stream.concat(namespaces, workloads).toList();
  }

  private static Stream<String> unless(boolean holds, String fault) {
    return holds ? Stream.of() : Stream.of(fault);
  }

  private static boolean isEmpty(@Nullable List<?> list) {
    return list == null || list.isEmpty();
  }

  private static Stream<String> pod(V1PodSpec pod) {
    V1PodSecurityContext security =
        Optional.ofNullable(pod.getSecurityContext()).orElseGet(V1PodSecurityContext::new);
    boolean profiled =
        Optional.ofNullable(security.getSeccompProfile())
            .map(V1SeccompProfile::getType)
            .filter("RuntimeDefault"::equals)
            .isPresent();
    long user = Optional.ofNullable(security.getRunAsUser()).orElse(0L);
    return Stream.of(
            unless(Boolean.TRUE.equals(security.getRunAsNonRoot()), "runAsNonRoot is not true"),
            unless(user == 65_532, "runs as user " + user + ", not 65532"),
            unless(profiled, "seccomp profile is not RuntimeDefault"),
            unless(
                Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
                "has a token of the API server"),
            unless(
                Boolean.FALSE.equals(pod.getEnableServiceLinks()),
                "gets variables named after Services"),
            unless(pod.getContainers().size() == 1, "has not exactly one container"),
            unless(isEmpty(pod.getInitContainers()), "has init containers, which are not judged"))
        .flatMap(faults -> faults);
  }

  private static Stream<String> container(Workload workload) {
    V1SecurityContext security =
        Optional.ofNullable(workload.container().getSecurityContext())
            .orElseGet(V1SecurityContext::new);
    boolean incapable =
        Optional.ofNullable(security.getCapabilities())
            .filter(capabilities -> isEmpty(capabilities.getAdd()))
            .map(V1Capabilities::getDrop)
            .filter(List.of("ALL")::equals)
            .isPresent();
    return Stream.of(
            unless(
                Boolean.FALSE.equals(security.getAllowPrivilegeEscalation()),
                "allowPrivilegeEscalation is not false"),
            unless(incapable, "keeps capabilities"),
            unless(
                Boolean.TRUE.equals(security.getReadOnlyRootFilesystem()),
                "readOnlyRootFilesystem is not true"),
            unless(writesTmpAlone(workload), "/tmp is not its one emptyDir with a limit"))
        .flatMap(faults -> faults);
  }

  private static boolean writesTmpAlone(Workload workload) {
    List<V1Volume> volumes = Optional.ofNullable(workload.pod().getVolumes()).orElse(List.of());
    return volumes.size() == 1
        && volumes.getFirst().getEmptyDir() != null
        && volumes.getFirst().getEmptyDir().getSizeLimit() != null
        && workload.container().getVolumeMounts().stream()
            .anyMatch(
                mount ->
                    mount.getMountPath().equals("/tmp")
                        && mount.getName().equals(volumes.getFirst().getName()));
  }

  private static Stream<String> resources(Workload workload) {
    var resources = workload.container().getResources();
    if (resources == null || resources.getRequests() == null || resources.getLimits() == null) {
      return Stream.of("has not both requests and limits");
    }
    return Stream.of("cpu", "memory")
        .filter(name -> !within(resources.getRequests(), resources.getLimits(), name))
        .map(name -> "requests no " + name + " within its limit");
  }

  private static boolean within(
      Map<String, Quantity> requests, Map<String, Quantity> limits, String name) {
    Quantity request = requests.get(name);
    Quantity limit = limits.get(name);
    return request != null
        && limit != null
        && request.getNumber().compareTo(limit.getNumber()) <= 0;
  }
}
