package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import java.util.List;

/** The same manifest starts the same program tomorrow. */
public record PinnedImages() implements Rule {
  private static final String PINNED = ".+(:[0-9]+(\\.[0-9]+)+([-.][\\w.]+)?|@sha256:[0-9a-f]{64})";

  @Override
  public List<String> faults(Manifests manifests) {
    return manifests.workloads().stream()
        .filter(workload -> !workload.container().getImage().matches(PINNED))
        .map(
            workload ->
                workload.name()
                    + ": image "
                    + workload.container().getImage()
                    + " names no version")
        .toList();
  }
}
