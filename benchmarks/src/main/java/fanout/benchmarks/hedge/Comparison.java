package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.HedgePolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * One shape under all policies, seed by seed. The fixed delays are fitted in hindsight to each seed
 * of their own, at the extra load that the adaptive policy had on that seed; in an outage they are
 * fitted to the time before it, as an operator would have done.
 */
final class Comparison {
  private final Shape shape;
  private final double budget;
  private final List<Figures> adaptive = new ArrayList<>();
  private final Map<Rival, List<Figures>> rivals = new EnumMap<>(Rival.class);
  private final List<Figures> foresight = new ArrayList<>();

  private Comparison(Shape shape, double budget) {
    this.shape = shape;
    this.budget = budget;
    for (Rival rival : Rival.values()) {
      rivals.put(rival, new ArrayList<>());
    }
  }

  static Comparison of(Shape shape, HedgePolicy policy, double budget, int seeds, int calls) {
    Comparison comparison = new Comparison(shape, budget);
    for (int seed = 1; seed <= seeds; seed++) {
      comparison.add(policy, seed, calls);
    }
    return comparison;
  }

  private void add(HedgePolicy policy, int seed, int calls) {
    Workload workload = new Workload(shape, seed, calls);
    Run run = Simulation.run(workload, policy);
    adaptive.add(Figures.of(run, workload));
    boolean outage = shape.bar() == Shape.Bar.BOUNDED;
    Workload tuning = outage ? new Workload(shape.beginning(), seed, calls) : workload;
    double load = outage ? Simulation.run(tuning, policy).load() : run.load();
    rivals.forEach(
        (rival, figures) -> figures.add(Figures.of(rival.run(workload, tuning, load), workload)));
    if (changesUnderway()) {
      foresight.add(Figures.of(new FixedSearch(workload, 1).byPhase(budget), workload));
    }
  }

  private boolean changesUnderway() {
    return shape.bar() == Shape.Bar.BEST && shape.phases().size() > 1;
  }

  Shape shape() {
    return shape;
  }

  Figures adaptive() {
    return Figures.over(adaptive);
  }

  Figures of(Rival rival) {
    return Figures.over(figures(rival));
  }

  private List<Figures> figures(Rival rival) {
    return Objects.requireNonNull(rivals.get(rival));
  }

  /** What was asked for, one judgement a line. */
  List<Judgement> judgements() {
    return switch (shape.bar()) {
      case TAIL ->
          List.of(
              Judgement.atMost("p99 / best fixed", ratios(best(Figures::p99), Figures::p99), 1.05),
              Judgement.atMost("p99.9 / fixed, 1 hedge", ratios(Rival.ONE, Figures::p999), 0.6));
      case TOLD ->
          List.of(
              Judgement.seen("p99 / best fixed", ratios(best(Figures::p99), Figures::p99)),
              Judgement.seen("p99.9 / fixed, 1 hedge", ratios(Rival.ONE, Figures::p999)));
      case BEST -> better();
      case BOUNDED ->
          List.of(
              Judgement.atMost("extra load", loads(Figures::load), budget),
              Judgement.seen("extra load, worst 1000 calls", loads(Figures::worstLoad)));
    };
  }

  private List<Judgement> better() {
    List<Judgement> judgements = new ArrayList<>();
    Rival best = best(Figures::p99);
    judgements.add(Judgement.atMost("p99 / best fixed", ratios(best, Figures::p99), 1));
    judgements.add(
        Judgement.atMost("p99.9 / best fixed", ratios(best(Figures::p999), Figures::p999), 1));
    if (changesUnderway()) {
      judgements.addAll(wholeRun(figures(best(Figures::wholeP99))));
    }
    return judgements;
  }

  /**
   * Told and not judged: the p99 of the whole run is that of its slow phase, and what may be spent
   * there is said by the budget, not by the policy. Foresight knows the best delay of each phase
   * beforehand and spends the whole budget of each. By Kaler, He and Elnikety (SPAA 2017) one hedge
   * is enough for the best of any single percentile.
   */
  private List<Judgement> wholeRun(List<Figures> fixed) {
    return List.of(
        Judgement.seen("whole p99 / best fixed", ratios(adaptive, fixed, Figures::wholeP99)),
        Judgement.seen("whole p99 / foresight", ratios(adaptive, foresight, Figures::wholeP99)),
        Judgement.seen("foresight / best fixed", ratios(foresight, fixed, Figures::wholeP99)));
  }

  /** The fixed delay that does best by a figure, over all seeds. */
  private Rival best(ToDoubleFunction<Figures> figure) {
    return Arrays.stream(Rival.values())
        .filter(Rival::hedging)
        .min(Comparator.comparingDouble(rival -> figure.applyAsDouble(of(rival))))
        .orElseThrow();
  }

  private double[] ratios(Rival rival, ToDoubleFunction<Figures> figure) {
    return ratios(adaptive, figures(rival), figure);
  }

  private static double[] ratios(
      List<Figures> ones, List<Figures> others, ToDoubleFunction<Figures> figure) {
    double[] ratios = new double[ones.size()];
    Arrays.setAll(
        ratios,
        seed -> figure.applyAsDouble(ones.get(seed)) / figure.applyAsDouble(others.get(seed)));
    return ratios;
  }

  private double[] loads(ToDoubleFunction<Figures> figure) {
    return adaptive.stream().mapToDouble(figure).toArray();
  }
}
