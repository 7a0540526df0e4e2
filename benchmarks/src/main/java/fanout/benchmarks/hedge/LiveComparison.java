package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.Adaptive;
import fanout.aggregator.hedge.Fixed;
import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.hedge.None;
import fanout.benchmarks.result.Bootstrap.Interval;
import fanout.benchmarks.result.Figure;
import fanout.runtime.spec.Spec;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One shape on real gRPC: no hedging, the best fixed delay and the adaptive policy side by side.
 *
 * <p>The fixed delay is that which costs as much as the adaptive policy: its load is the share of
 * calls that outlast it, so it is a quantile of the latency without hedging. Both are taken from a
 * trial of the whole shape before; in an outage of the time before it.
 *
 * @param policies in the order of the runs
 * @param budget of the adaptive policy
 */
record LiveComparison(
    Shape shape, List<HedgePolicy> policies, LiveRun.Result result, double budget) {
  /** Stretches of a run, from which intervals are drawn; every number of phases divides them. */
  static final int PARTS = 24;

  /** Lets the compiler see everything once, so that no shape bears the cost of being the first. */
  static void warmUp(LiveSettings settings) throws InterruptedException {
    List<HedgePolicy> policies =
        List.of(new None(), fixed(Duration.ofMillis(20)), settings.policy());
    LiveRun.of(Shape.all().getFirst(), policies, 1_200, settings.rate() / 2);
  }

  /** Plays a shape. */
  static LiveComparison of(Shape shape, LiveSettings settings) throws InterruptedException {
    Adaptive adaptive = settings.policy();
    Shape tuning = shape.bar() == Shape.Bar.BOUNDED ? shape.beginning() : shape;
    int calls = settings.calls(); // as long as the run: what learning costs is a share of it
    LiveRun.Result trial =
        LiveRun.of(tuning, List.of(new None(), adaptive), calls, settings.rate());
    double load = trial.runs().get(1).load();
    Duration delay = Duration.ofNanos((long) trial.runs().getFirst().quantile(1 - load, 0, calls));
    List<HedgePolicy> policies = List.of(new None(), fixed(delay), adaptive);
    return new LiveComparison(
        shape,
        policies,
        LiveRun.of(shape, policies, settings.calls(), settings.rate()),
        adaptive.budget().value());
  }

  private static HedgePolicy fixed(Duration delay) {
    return Spec.parse(Fixed.class, "after=%dus".formatted(delay.toNanos() / 1_000));
  }

  private int[] phaseStarts() {
    int phases = shape.phases().size();
    int[] starts = new int[phases + 1];
    for (int phase = 0; phase <= phases; phase++) {
      starts[phase] = calls() / phases * phase;
    }
    return starts;
  }

  private int calls() {
    return result.runs().getFirst().latencies().length;
  }

  /** Of one of the policies. */
  Figures figures(int policy) {
    return Figures.of(result.runs().get(policy), phaseStarts());
  }

  /** The adaptive policy over the fixed delay, and what was asked for. */
  List<Figure> judgements() {
    return switch (shape.bar()) {
      case TAIL, TOLD ->
          List.of(
              ratio("p99 / fixed", Figures::p99, 1.05), ratio("p99.9 / fixed", Figures::p999, 0.6));
      case BEST ->
          List.of(
              ratio("p99 / fixed", Figures::p99, 1.0), ratio("p99.9 / fixed", Figures::p999, 1.0));
      case BOUNDED -> List.of(spent());
    };
  }

  private Figure spent() {
    double share = figures(2).load() / budget;
    return new Figure("extra load / budget", "×", share, share, share, PARTS, false, 1.0, null);
  }

  private Figure ratio(String name, ToDoubleFunction<Figures> figure, double bound) {
    Interval interval =
        new BlockBootstrap(phaseStarts(), calls() / PARTS)
            .ratio(result.runs().get(2), result.runs().get(1), figure);
    return new Figure(
        name, "×", interval.median(), interval.low(), interval.high(), PARTS, false, bound, null);
  }
}
