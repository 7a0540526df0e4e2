package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Start;
import fanout.lab.kubernetes.Workload;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1DeploymentStrategy;
import io.kubernetes.client.openapi.models.V1Lifecycle;
import io.kubernetes.client.openapi.models.V1LifecycleHandler;
import io.kubernetes.client.openapi.models.V1RollingUpdateDeployment;
import io.kubernetes.client.openapi.models.V1SleepAction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod that is told to end is not killed before it has drained and sent its last spans, and its
 * successor could be found by then.
 */
public record GracefulEnd() implements Rule {
  /** How long {@link fanout.runtime.telemetry.Telemetry} takes at most to send what is buffered. */
  private static final Duration LAST_SPANS = Duration.ofSeconds(2);

  /** How long an answer of DNS may live: in the cluster's server, and then in a client's JVM. */
  private static final Duration KNOWN_BY_NAME = Duration.ofSeconds(5 + 5);

  @Override
  public List<String> faults(Manifests manifests) {
    return manifests.workloads().stream().flatMap(GracefulEnd::faults).toList();
  }

  private static Stream<String> faults(Workload workload) {
    if (!(workload.start() instanceof Start.Runs runs) || runs.drain().isZero()) {
      return Stream.of();
    }
    long sleep =
        Optional.ofNullable(workload.container().getLifecycle())
            .map(V1Lifecycle::getPreStop)
            .map(V1LifecycleHandler::getSleep)
            .map(V1SleepAction::getSeconds)
            .orElse(0L);
    if (sleep == 0) {
      return Stream.of(workload.name() + ": no preStop sleep: calls arrive at a closed port");
    }
    long grace = Optional.ofNullable(workload.pod().getTerminationGracePeriodSeconds()).orElse(30L);
    Duration needed = Duration.ofSeconds(sleep).plus(runs.drain()).plus(LAST_SPANS);
    Stream<String> killed =
        Duration.ofSeconds(grace).compareTo(needed) > 0
            ? Stream.of()
            : Stream.of(
                "%s: a grace period of %ds is not more than the %ds that it may take to end"
                    .formatted(workload.name(), grace, needed.toSeconds()));
    return Stream.concat(killed, successor(workload));
  }

  private static Stream<String> successor(Workload workload) {
    if (!(workload.owner() instanceof V1Deployment deployment)) {
      return Stream.of();
    }
    V1DeploymentSpec spec = deployment.getSpec();
    boolean before =
        Optional.ofNullable(spec.getStrategy())
            .map(V1DeploymentStrategy::getRollingUpdate)
            .map(V1RollingUpdateDeployment::getMaxUnavailable)
            .filter(most -> most.isInteger() && most.getIntValue() == 0)
            .isPresent();
    long ready = Optional.ofNullable(spec.getMinReadySeconds()).orElse(0);
    return Stream.of(
            before ? "" : "a rollout ends a replica before there is another",
            ready >= KNOWN_BY_NAME.toSeconds()
                ? ""
                : "a rollout ends a replica %ds after its successor is ready, which clients find within %ds"
                    .formatted(ready, KNOWN_BY_NAME.toSeconds()))
        .filter(fault -> !fault.isEmpty())
        .map(fault -> workload.name() + ": " + fault);
  }
}
