package fanout.lab.kubernetes.rule;

import fanout.lab.kubernetes.Manifests;
import fanout.lab.kubernetes.Workload;
import fanout.runtime.spec.Spec;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Job runs once, has the time that it needs, and what several generators measure at the same time
 * can be put together.
 */
public record JobsEnd() implements Rule {
  /** What {@code ./fanout load} waits for open calls at most, where it is not told. */
  private static final Duration USUAL_DRAIN = Duration.ofSeconds(30);

  @Override
  public List<String> faults(Manifests manifests) {
    return manifests.workloads().stream()
        .flatMap(
            workload ->
                workload.owner() instanceof V1Job job
                    ? Stream.of(
                            once(job.getSpec()),
                            time(job.getSpec(), workload),
                            many(job.getSpec(), workload))
                        .flatMap(faults -> faults)
                        .map(fault -> workload.name() + ": " + fault)
                    : Stream.of())
        .toList();
  }

  private static Stream<String> unless(boolean holds, String fault) {
    return holds ? Stream.of() : Stream.of(fault);
  }

  private static Stream<String> once(V1JobSpec job) {
    return Stream.concat(
        unless(
            "Never".equals(job.getTemplate().getSpec().getRestartPolicy()),
            "a container that failed would start again, and its log be lost"),
        unless(Objects.equals(job.getBackoffLimit(), 0), "a load that failed would be repeated"));
  }

  private static Stream<String> time(V1JobSpec job, Workload workload) {
    long given = Optional.ofNullable(job.getActiveDeadlineSeconds()).orElse(0L);
    Duration needed =
        flag(workload, "duration")
            .map(
                duration ->
                    seconds(duration)
                        .plus(flag(workload, "warmup").map(JobsEnd::seconds).orElse(Duration.ZERO))
                        .plus(flag(workload, "drain").map(JobsEnd::seconds).orElse(USUAL_DRAIN)))
            .orElse(Duration.ZERO);
    return unless(
        given > needed.toSeconds(),
        "%ds are not more than the %ds that it takes".formatted(given, needed.toSeconds()));
  }

  private static Duration seconds(String text) {
    return Spec.parse(Duration.class, text);
  }

  private static Stream<String> many(V1JobSpec job, Workload workload) {
    if (!"Indexed".equals(job.getCompletionMode())) {
      return Stream.of();
    }
    boolean own =
        flag(workload, "seed").filter(seed -> seed.contains("completion-index")).isPresent();
    return Stream.of(
            unless(
                Objects.equals(job.getCompletions(), job.getParallelism()),
                "its generators do not run at the same time"),
            unless(own, "its generators make the same draws"),
            unless(
                flag(workload, "format").filter("hdr"::equals).isPresent(),
                "what its generators print cannot be merged"))
        .flatMap(faults -> faults);
  }

  private static Optional<String> flag(Workload workload, String name) {
    String prefix = "--" + name + "=";
    return workload.arguments().stream()
        .filter(argument -> argument.startsWith(prefix))
        .map(argument -> argument.substring(prefix.length()))
        .findFirst();
  }
}
