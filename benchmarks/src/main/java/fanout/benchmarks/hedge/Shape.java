package fanout.benchmarks.hedge;

import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.Spec;
import java.util.Arrays;
import java.util.List;

/**
 * How the replicas of a backend behave in the course of a run.
 *
 * @param name as in the table
 * @param bar what adaptive hedging is held to
 * @param phases equally long, one after another
 * @param noisy whether their machines have {@link Noise} besides
 */
record Shape(String name, Bar bar, List<Phase> phases, boolean noisy) {
  /** Replicas of every backend here. */
  static final int REPLICAS = 3;

  private static final String STRAGGLERS = stragglers(1);
  private static final String BIMODAL = "93%:normal(mean=10ms,sd=1ms)|7%:normal(mean=80ms,sd=8ms)";
  private static final String STEADY = "96%:normal(mean=5ms,sd=0.2ms)|4%:200ms";
  private static final String PARETO = "pareto(min=5ms,alpha=1.1,cap=10s)";

  private Shape(String name, Bar bar, Phase... phases) {
    this(name, bar, List.of(phases), false);
  }

  private Shape noisy(String noisyName) {
    return new Shape(noisyName, bar, phases, true);
  }

  /** What is asked of adaptive hedging. */
  enum Bar {
    /** p99 within 5 % of the best fixed delay, p99.9 at most 0.6 of a single fixed hedge. */
    TAIL,
    /** Told and not judged: what a fixed delay spends in clumps, no budget allows. */
    TOLD,
    /** Better than every fixed delay. */
    BEST,
    /** Extra load within the budget in every stretch of the run. */
    BOUNDED
  }

  /** One model for each replica. */
  record Phase(List<LatencyModel> replicas) {
    static Phase alike(String model) {
      return of(model, model, model);
    }

    static Phase of(String... models) {
      return new Phase(
          Arrays.stream(models).map(model -> Spec.parse(LatencyModel.class, model)).toList());
    }
  }

  /** The shapes of the table, in its order. */
  static List<Shape> all() {
    return List.of(
        new Shape("lognormal with stragglers", Bar.TAIL, Phase.alike(STRAGGLERS)),
        new Shape("bimodal", Bar.TAIL, Phase.alike(BIMODAL)),
        new Shape("pareto", Bar.TAIL, Phase.alike(PARETO)),
        new Shape("steady", Bar.TOLD, Phase.alike(STEADY)).noisy("noisy machine"),
        new Shape("drifting", Bar.BEST, Phase.alike(STRAGGLERS), Phase.alike(stragglers(3))),
        new Shape(
            "drifting, then steady",
            Bar.BEST,
            Phase.alike(STRAGGLERS),
            Phase.alike("normal(mean=60ms,sd=8ms)")),
        new Shape("one slow replica", Bar.BEST, Phase.of(STRAGGLERS, STRAGGLERS, stragglers(3))),
        new Shape(
            "outage",
            Bar.BOUNDED,
            Phase.alike(STRAGGLERS),
            Phase.alike(stragglers(50)),
            Phase.alike(STRAGGLERS)));
  }

  /** One call in twenty takes ten times as long; written out, for a scaled mix draws slowly. */
  private static String stragglers(int factor) {
    return "95%%:lognormal(p50=%dms,p99=%dms)|5%%:lognormal(p50=%dms,p99=%dms)"
        .formatted(10 * factor, 30 * factor, 100 * factor, 300 * factor);
  }

  /**
   * The phase at a time.
   *
   * @param progress from 0, the start of the run; from 1 on the last phase lasts
   */
  int phase(double progress) {
    return Math.min(phases.size() - 1, (int) (progress * phases.size()));
  }

  /** The model of a replica at a time. */
  LatencyModel model(int replica, double progress) {
    return phases.get(phase(progress)).replicas().get(replica);
  }

  /** The same as if nothing ever happened after the first phase. */
  Shape beginning() {
    return new Shape(name, bar, List.of(phases.getFirst()), noisy);
  }
}
