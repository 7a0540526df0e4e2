package fanout.lab.load.report;

import fanout.lab.load.LoadResult;
import fanout.lab.load.Warnings;
import fanout.lab.measure.Summary;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run, or several of one call together. Immutable.
 *
 * @param run what was done
 * @param warnings why the figures may not mean what they seem to
 * @param summary the calls
 */
public record LoadReport(Run run, List<String> warnings, Summary summary) {
  /**
   * What was done, in plain types.
   *
   * @param call full name of the method
   * @param target where it was called
   * @param connections that stood before the first call
   * @param client what made the calls: {@link #OWN} or {@link #GRPC}, which logs from before there
   *     were two do not say
   * @param arrivals when calls started, as a spec
   * @param seed of the schedule
   * @param warmUpCalls calls made before the measurement, which no other figure knows of
   * @param warmUpNanos how long those took
   * @param startMillis wall-clock time of the beginning, since 1970
   * @param elapsedNanos from the beginning to the end of the last call
   * @param askedRps calls due in each second; null for a closed loop
   * @param achievedRps calls sent in each second
   */
  public record Run(
      String call,
      String target,
      int connections,
      String client,
      String arrivals,
      long seed,
      long warmUpCalls,
      long warmUpNanos,
      long startMillis,
      long elapsedNanos,
      @Nullable Double askedRps,
      double achievedRps) {
    /** The generator's own client. */
    public static final String OWN = "own";

    /** gRPC's client for Java. */
    public static final String GRPC = "grpc";

    public Run {
      client = Objects.requireNonNullElse(client, GRPC);
    }
  }

  public LoadReport {
    warnings = List.copyOf(warnings);
  }

  /**
   * One run.
   *
   * @param warmUp the run before it; null where there was none
   */
  public static LoadReport of(
      String call,
      String target,
      int connections,
      String client,
      @Nullable LoadResult warmUp,
      LoadResult result) {
    OptionalDouble asked = result.askedRps();
    Run run =
        new Run(
            call,
            target,
            connections,
            client,
            Spec.print(result.plan().arrivals()),
            result.plan().seed(),
            warmUp == null ? 0 : warmUp.summary().sent(),
            warmUp == null ? 0 : warmUp.elapsedNanos(),
            result.startedAt().toEpochMilli(),
            result.elapsedNanos(),
            asked.isPresent() ? asked.getAsDouble() : null,
            result.achievedRps());
    return new LoadReport(run, Warnings.of(result), result.summary());
  }

  /**
   * Runs that went on at the same time as one: rates add up, times are put together exactly.
   *
   * @throws SpecException if they are of different calls
   */
  public static LoadReport merge(List<LoadReport> reports) {
    List<Run> runs = reports.stream().map(LoadReport::run).toList();
    SpecException.require(
        runs.stream().map(Run::call).distinct().count() == 1,
        "calls",
        joined(runs.stream().map(Run::call)),
        "logs of one and the same call");
    long begin = runs.stream().mapToLong(Run::startMillis).min().orElseThrow();
    long elapsed =
        runs.stream()
            .mapToLong(run -> (run.startMillis - begin) * 1_000_000 + run.elapsedNanos)
            .max()
            .orElseThrow();
    boolean asked = runs.stream().allMatch(run -> run.askedRps != null);
    Run all =
        new Run(
            runs.getFirst().call,
            joined(runs.stream().map(Run::target)),
            runs.stream().mapToInt(Run::connections).sum(),
            joined(runs.stream().map(Run::client)),
            joined(runs.stream().map(Run::arrivals)),
            runs.getFirst().seed,
            runs.stream().mapToLong(Run::warmUpCalls).sum(),
            runs.stream().mapToLong(Run::warmUpNanos).max().orElseThrow(),
            begin,
            elapsed,
            asked ? runs.stream().mapToDouble(LoadReport::asked).sum() : null,
            runs.stream().mapToDouble(Run::achievedRps).sum());
    List<String> warnings = new ArrayList<>();
    reports.forEach(report -> warnings.addAll(report.warnings));
    return new LoadReport(
        all,
        warnings,
        reports.stream().map(LoadReport::summary).reduce(Summary.NOTHING, Summary::plus));
  }

  private static double asked(Run run) {
    return run.askedRps == null ? 0 : run.askedRps;
  }

  private static String joined(Stream<String> texts) {
    return texts.distinct().collect(Collectors.joining(" + "));
  }

  /** Calls ended in each second of the whole run. */
  public double rps() {
    return run.elapsedNanos > 0 ? summary.ended() * 1e9 / run.elapsedNanos : 0;
  }
}
