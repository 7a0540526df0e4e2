package fanout.lab.compare;

import fanout.lab.result.Better;
import fanout.lab.result.Estimate;
import fanout.lab.result.ExperimentResult;
import fanout.lab.result.Finding;
import fanout.lab.result.Variant;
import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Two runs side by side. Immutable.
 *
 * @param figures that both have, by experiment, the findings' first
 * @param onlyBefore figures that the later run lacks
 * @param onlyAfter figures that the earlier run lacks
 * @param remarks why the two may not be comparable
 */
public record Comparison(
    List<FigureChange> figures,
    List<FigureChange.Key> onlyBefore,
    List<FigureChange.Key> onlyAfter,
    List<String> remarks) {
  private static final Set<String> TIMES = Set.of("ns", "µs", "ms", "s");
  private static final String RATE = "1/";

  /** Takes copies. */
  public Comparison {
    figures = List.copyOf(figures);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
    remarks = List.copyOf(remarks);
  }

  /** A figure with what is to be thought of it. */
  private record Known(Estimate estimate, boolean finding, Better better) {}

  /**
   * Compares all experiments that both have.
   *
   * @throws SpecException if they have none in common, or one has an experiment twice
   */
  public static Comparison of(List<ExperimentResult> before, List<ExperimentResult> after) {
    Map<String, ExperimentResult> later = byExperiment(after);
    Comparison all = new Comparison(List.of(), List.of(), List.of(), List.of());
    for (ExperimentResult result : byExperiment(before).values()) {
      ExperimentResult other = later.remove(result.experiment());
      all =
          all.plus(
              other == null
                  ? new Comparison(List.of(), keys(result), List.of(), List.of())
                  : pair(result, other));
    }
    for (ExperimentResult result : later.values()) {
      all = all.plus(new Comparison(List.of(), List.of(), keys(result), List.of()));
    }
    SpecException.require(
        !all.figures.isEmpty(), "runs", "no figure in common", "two runs of the same experiments");
    return all;
  }

  private static Map<String, ExperimentResult> byExperiment(List<ExperimentResult> results) {
    Map<String, ExperimentResult> byId = new LinkedHashMap<>();
    for (ExperimentResult result : results) {
      boolean first = byId.put(result.experiment(), result) == null;
      SpecException.require(
          first, "run", result.experiment() + " twice", "one result of each experiment");
    }
    return byId;
  }

  private Comparison plus(Comparison more) {
    return new Comparison(
        joined(figures, more.figures),
        joined(onlyBefore, more.onlyBefore),
        joined(onlyAfter, more.onlyAfter),
        joined(remarks, more.remarks));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    List<T> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private static Comparison pair(ExperimentResult before, ExperimentResult after) {
    Map<FigureChange.Key, Known> earlier = figures(before);
    Map<FigureChange.Key, Known> later = figures(after);
    List<FigureChange> changes = new ArrayList<>();
    List<FigureChange.Key> lost = new ArrayList<>();
    List<String> remarks = new ArrayList<>(Differences.between(before, after));
    earlier.forEach(
        (key, known) -> {
          Known other = later.remove(key);
          if (other == null) {
            lost.add(key);
          } else if (!known.estimate.unit().equals(other.estimate.unit())) {
            lost.add(key);
            remarks.add(
                "%s is in %s before and in %s after"
                    .formatted(key, known.estimate.unit(), other.estimate.unit()));
          } else {
            changes.add(
                FigureChange.of(key, known.finding, other.better, known.estimate, other.estimate));
          }
        });
    return new Comparison(changes, lost, List.copyOf(later.keySet()), remarks);
  }

  private static List<FigureChange.Key> keys(ExperimentResult result) {
    return List.copyOf(figures(result).keySet());
  }

  private static Map<FigureChange.Key, Known> figures(ExperimentResult result) {
    Map<FigureChange.Key, Known> figures = new LinkedHashMap<>();
    for (Finding finding : result.measured()) {
      figures.put(
          new FigureChange.Key(result.experiment(), finding.name()),
          new Known(finding.measured(), true, finding.better()));
    }
    for (Variant variant : result.variants()) {
      variant
          .figures()
          .forEach(
              (name, estimate) ->
                  figures.putIfAbsent(
                      new FigureChange.Key(result.experiment(), variant.name() + " / " + name),
                      new Known(estimate, false, byUnit(estimate.unit()))));
    }
    return figures;
  }

  /** The table does not say what is better; of times and rates everyone knows. */
  private static Better byUnit(String unit) {
    return TIMES.contains(unit)
        ? Better.LOWER
        : unit.startsWith(RATE) ? Better.HIGHER : Better.NEITHER;
  }

  /** The figures on which the findings rest. */
  public List<FigureChange> findings() {
    return figures.stream().filter(FigureChange::finding).toList();
  }

  /**
   * The figures that a gate names.
   *
   * @throws SpecException if there is none of that name in both runs, or none of which it is known
   *     which way is better
   */
  public List<FigureChange> of(Gate gate) {
    List<FigureChange> named = figures.stream().filter(gate::names).toList();
    boolean vanished = onlyBefore.stream().anyMatch(gate::names);
    SpecException.require(
        !named.isEmpty() && !vanished,
        "--figure",
        gate.name(),
        vanished
            ? "a figure that the later run has too"
            : "one of "
                + String.join(", ", figures.stream().map(f -> f.key().toString()).toList()));
    Better opinion = gate.better();
    List<FigureChange> judged =
        opinion == null
            ? named
            : named.stream().map(figure -> figure.with(Objects.requireNonNull(opinion))).toList();
    SpecException.require(
        judged.stream().noneMatch(figure -> figure.better() == Better.NEITHER),
        "--figure",
        gate.name(),
        "…:lower or …:higher behind it, for the result does not say which is better");
    return judged;
  }
}
