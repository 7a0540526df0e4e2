package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Start;
import fanout.lab.kubernetes.Workload;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a container declares, a probe asks and a Service forwards to, the process listens on. */
public record PortsOpen() implements Rule {
  @Override
  public List<String> faults(Manifests manifests) {
    return Stream.concat(
            manifests.workloads().stream().flatMap(PortsOpen::ofContainer),
            manifests.all(V1Service.class).flatMap(service -> ofService(service, manifests)))
        .toList();
  }

  private static Stream<String> ofContainer(Workload workload) {
    if (!(workload.start() instanceof Start.Runs runs)) {
      return Stream.of();
    }
    if (runs.role() == Start.Role.LAB) {
      return Stream.of(); // it serves nobody
    }
    var container = workload.container();
    return Stream.of(
            workload.ports().stream().flatMap(port -> declared(port, runs)),
            probe("startup", container.getStartupProbe(), workload, runs),
            probe("readiness", container.getReadinessProbe(), workload, runs),
            probe("liveness", container.getLivenessProbe(), workload, runs))
        .flatMap(faults -> faults)
        .map(fault -> workload.name() + ": " + fault);
  }

  private static Stream<String> declared(V1ContainerPort port, Start.Runs runs) {
    return port.getContainerPort().equals(runs.ports().get(port.getName()))
        ? Stream.of()
        : Stream.of(
            "port %s=%d is not among those that it opens: %s"
                .formatted(port.getName(), port.getContainerPort(), runs.ports()));
  }

  private static Stream<String> probe(
      String name, @Nullable V1Probe probe, Workload workload, Start.Runs runs) {
    if (probe == null) {
      return Stream.of("no " + name + " probe");
    }
    Optional<Integer> port =
        Optional.ofNullable(probe.getGrpc())
            .map(grpc -> new IntOrString(grpc.getPort()))
            .or(() -> Optional.ofNullable(probe.getHttpGet()).map(http -> http.getPort()))
            .flatMap(workload::port)
            .filter(runs.ports()::containsValue);
    if (port.isEmpty()) {
      return Stream.of("the " + name + " probe asks a port that it does not open");
    }
    // Kubernetes' default of one second has failed the start of a JVM on a slow node.
    return Optional.ofNullable(probe.getTimeoutSeconds()).orElse(1) > 1
        ? Stream.of()
        : Stream.of("the " + name + " probe waits no longer than a second");
  }

  private static Stream<String> ofService(V1Service service, Manifests manifests) {
    return manifests.workloads().stream()
        .filter(workload -> workload.meets(service.getSpec().getSelector()))
        .flatMap(
            workload ->
                service.getSpec().getPorts().stream()
                    .filter(port -> workload.port(target(port)).isEmpty())
                    .map(
                        port ->
                            "%s: %s has no port %s"
                                .formatted(
                                    Manifests.name(service), workload.name(), target(port))));
  }

  private static IntOrString target(V1ServicePort port) {
    return Optional.ofNullable(port.getTargetPort()).orElse(new IntOrString(port.getPort()));
  }
}
