package fanout.benchmarks.bench;

import fanout.benchmarks.result.BenchmarkResult;
import fanout.benchmarks.result.Bootstrap;
import fanout.benchmarks.result.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs benchmarks and sums up their rounds. Not thread-safe.
 *
 * @param effort how much is measured
 * @param seed of the order of the arms
 * @param progress hears what is being done
 */
public record Runner(Effort effort, long seed, Consumer<String> progress) {
  /** A round and the first arm over itself in it, by metric. */
  private record Round(Readings readings, Map<Metric, Double> sameAgain) {}

  /** Runs one benchmark; what keeps it from running is in its result. */
  public BenchmarkResult run(Benchmark benchmark) throws InterruptedException, IOException {
    MachineLoad machine = new MachineLoad();
    List<List<Round>> forks = new ArrayList<>();
    try {
      for (int fork = 1; fork <= benchmark.forks(effort); fork++) {
        progress.accept("%s, fork %d: warming up".formatted(benchmark.name(), fork));
        forks.add(fork(benchmark, fork, machine));
      }
    } catch (UnavailableException e) {
      return BenchmarkResult.failed(
          benchmark.name(), benchmark.question(), String.valueOf(e.getMessage()));
    }
    var foreign = machine.foreignPercent();
    return new BenchmarkResult(
        benchmark.name(),
        benchmark.question(),
        benchmark.goals().stream().map(goal -> figure(goal, forks)).toList(),
        foreign.isPresent() ? foreign.getAsDouble() : null,
        readings(forks),
        null);
  }

  private List<Round> fork(Benchmark benchmark, int fork, MachineLoad machine)
      throws InterruptedException, IOException {
    SplittableRandom random = new SplittableRandom(seed + fork);
    List<Round> rounds = new ArrayList<>();
    try (Probe probe = benchmark.open(effort)) {
      for (int i = 1; i <= effort.rounds(); i++) {
        progress.accept(
            "%s, fork %d: round %d of %d".formatted(benchmark.name(), fork, i, effort.rounds()));
        machine.begin();
        Readings readings = probe.round(random);
        machine.end();
        rounds.add(new Round(readings, probe.sameAgain()));
      }
    }
    return rounds;
  }

  private static Figure figure(Goal goal, List<List<Round>> forks) {
    Bootstrap.Interval interval = interval(forks, round -> goal.in(round.readings));
    return new Figure(
        goal.name(),
        goal.unit(),
        interval.median(),
        interval.low(),
        interval.high(),
        forks.stream().mapToInt(List::size).sum(),
        goal.higherIsBetter(),
        goal.bound().isPresent() ? goal.bound().getAsDouble() : null,
        noiseFloor(goal.metric(), forks));
  }

  private static Bootstrap.Interval interval(List<List<Round>> forks, ToDoubleFunction<Round> of) {
    return Bootstrap.ofMedian(
        forks.stream().map(fork -> fork.stream().mapToDouble(of).toArray()).toList());
  }

  /** How far from one the interval of the first arm over itself reaches, in per cent. */
  private static @Nullable Double noiseFloor(Metric metric, List<List<Round>> forks) {
    if (!forks.stream().flatMap(List::stream).allMatch(r -> r.sameAgain.containsKey(metric))) {
      return null;
    }
    Bootstrap.Interval same =
        interval(forks, round -> Objects.requireNonNull(round.sameAgain.get(metric)));
    return 100 * Math.max(1 / same.low() - 1, same.high() - 1);
  }

  private static Map<String, Map<String, List<Double>>> readings(List<List<Round>> forks) {
    Map<String, Map<String, List<Double>>> all = new LinkedHashMap<>();
    for (List<Round> fork : forks) {
      for (Round round : fork) {
        round
            .readings
            .byArm()
            .forEach(
                (arm, metrics) ->
                    metrics.forEach(
                        (metric, value) ->
                            all.computeIfAbsent(arm, a -> new LinkedHashMap<>())
                                .computeIfAbsent(
                                    "%s, %s".formatted(metric.label(), metric.unit()),
                                    m -> new ArrayList<>())
                                .add(value)));
      }
    }
    return all;
  }
}
