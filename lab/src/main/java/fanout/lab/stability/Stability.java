package fanout.lab.stability;

import fanout.lab.result.ExperimentResult;
import fanout.lab.stats.Proportion;
import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Many runs of the same experiments with other seeds, read together.
 *
 * @param size that all of them had
 * @param seeds of the runs, ascending
 * @param experiments in the order in which they were given
 */
public record Stability(String size, List<Long> seeds, List<Repeated> experiments) {
  /** A 95 % interval misses "no difference" that often. */
  public static final double ALLOWED = 0.05;

  public Stability {
    seeds = List.copyOf(seeds);
    experiments = List.copyOf(experiments);
  }

  /**
   * Reads runs together.
   *
   * @throws SpecException if there are none, one was stopped half-way, an experiment has a seed
   *     twice, or sizes differ
   */
  public static Stability of(List<ExperimentResult> results) {
    SpecException.require(!results.isEmpty(), "runs", "none", "results of experiments");
    String size = results.getFirst().method().size();
    Map<String, List<ExperimentResult>> byExperiment = new LinkedHashMap<>();
    TreeSet<Long> seeds = new TreeSet<>();
    for (ExperimentResult result : results) {
      String run = "%s, seed %d".formatted(result.experiment(), result.seed());
      SpecException.require(
          result.complete(),
          run,
          "stopped half-way",
          "whole runs; the command that made them goes on when it is run again");
      SpecException.require(
          result.method().size().equals(size), run, result.method().size(), size + " as the first");
      List<ExperimentResult> runs =
          byExperiment.computeIfAbsent(result.experiment(), key -> new ArrayList<>());
      SpecException.require(
          runs.stream().noneMatch(other -> other.seed() == result.seed()),
          "run",
          run + " twice",
          "one of each seed");
      runs.add(result);
      seeds.add(result.seed());
    }
    return new Stability(
        size,
        List.copyOf(seeds),
        byExperiment.entrySet().stream().map(e -> Repeated.of(e.getKey(), e.getValue())).toList());
  }

  /** Of all A/A comparisons how many claimed a difference. */
  public Proportion selfClaims() {
    return experiments.stream()
        .map(Repeated::selfClaims)
        .reduce(new Proportion(0, 0), Proportion::plus);
  }

  /** The statements on which runs contradicted each other, as {@code experiment: finding}. */
  public List<String> flips() {
    return experiments.stream()
        .flatMap(one -> one.flips().stream().map(t -> one.experiment() + ": " + t.finding()))
        .toList();
  }

  /**
   * Whether so many A/A claims cannot be chance any more: if each comparison claimed a difference
   * in {@link #ALLOWED} of the cases, fewer than one series in forty would have so many.
   */
  public boolean claimsTooMuch() {
    return selfClaims().low() > ALLOWED;
  }

  /** No statement was confirmed by one run and refuted by another, and A/A claims are rare. */
  public boolean holds() {
    return flips().isEmpty() && !claimsTooMuch();
  }
}
