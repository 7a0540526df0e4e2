package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Start;
import fanout.lab.kubernetes.Workload;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who is called has a Service with that port; one that is balanced over shows every replica. */
public record TargetsExist() implements Rule {
  private static final Pattern TARGET = Pattern.compile("(dns:///)?([\\w.-]+):(\\d+)");

  @Override
  public List<String> faults(Manifests manifests) {
    return manifests.workloads().stream().flatMap(workload -> faults(workload, manifests)).toList();
  }

  private static Stream<String> faults(Workload workload, Manifests manifests) {
    return workload.start() instanceof Start.Runs runs
        ? runs.targets().entrySet().stream()
            .flatMap(target -> fault(target, manifests).stream())
            .map(fault -> workload.name() + ": " + fault)
        : Stream.of();
  }

  private static Optional<String> fault(Map.Entry<String, String> target, Manifests manifests) {
    String where = target.getKey() + " " + target.getValue();
    Matcher matcher = TARGET.matcher(target.getValue());
    if (!matcher.matches()) {
      return Optional.of(where + " is no dns:///host:port");
    }
    Optional<V1Service> service = manifests.service(matcher.group(2));
    if (service.isEmpty()) {
      return Optional.of(where + ": no such Service");
    }
    int port = Integer.parseInt(matcher.group(3));
    if (service.get().getSpec().getPorts().stream().noneMatch(p -> p.getPort() == port)) {
      return Optional.of(where + ": the Service has no such port");
    }
    boolean headless = "None".equals(service.get().getSpec().getClusterIP());
    return matcher.group(1) != null && !headless
        ? Optional.of(where + ": the Service hides its replicas behind one address")
        : Optional.empty();
  }
}
