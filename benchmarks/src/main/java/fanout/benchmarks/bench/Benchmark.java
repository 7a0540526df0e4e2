package fanout.benchmarks.bench;

import fanout.runtime.spec.Spec;
import java.util.Arrays;
import java.util.List;

/**
 * One row of the table in docs/performance.md. A new one is a record in a file of its own and a
 * word in this {@code permits} clause; its name and what it compares are in its {@link Spec.Name}.
 */
public sealed interface Benchmark
    permits DirectExecutors,
        OverSlowest,
        SequentialOverConcurrent,
        AgainstBare,
        TracingOn,
        TracingOff,
        Allocation,
        InFlight,
        PauseError,
        LoadCeiling,
        Width,
        StartUp {
  /** Its figures, in the order of the table. */
  List<Goal> goals();

  /**
   * Starts what it measures and warms it.
   *
   * @throws UnavailableException if something that it needs is not there
   */
  Probe open(Effort effort) throws InterruptedException;

  /** How often it is started anew; no more than {@code effort} says. */
  default int forks(Effort effort) {
    return effort.forks();
  }

  /** Its name on the command line and in result files. */
  default String name() {
    return getClass().getAnnotation(Spec.Name.class).value();
  }

  /** What it compares, in a phrase. */
  default String question() {
    return getClass().getAnnotation(Spec.Name.class).doc();
  }

  /** All of them, as they stand in the {@code permits} clause. */
  static List<Benchmark> all() {
    return Arrays.stream(Benchmark.class.getPermittedSubclasses())
        .map(type -> type.getAnnotation(Spec.Name.class).value())
        .map(name -> Spec.parse(Benchmark.class, name))
        .toList();
  }
}
