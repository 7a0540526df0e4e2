package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.Adaptive;
import fanout.benchmarks.hedge.HedgeReport.Format;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;

/**
 * What {@link HedgeBenchmark} is started with.
 *
 * @param seeds runs of each shape
 * @param calls of each run
 * @param adaptive the parameters of the policy under test
 * @param format of the tables
 */
record HedgeSettings(
    @Doc("runs of each shape; 100 for the table in docs/hedging.md") @Default("3") int seeds,
    @Doc("calls of each run; 100000 for the table") @Default("20000") int calls,
    @Doc("parameters of the policy under test, for example budget=7%,hedges=2") @Default("")
        String adaptive,
    @Doc("how the tables are written") @Default("text") Format format) {
  HedgeSettings {
    SpecException.require(seeds >= 1, "seeds", seeds, "1 or more");
    SpecException.require(
        calls >= 5_000, "calls", calls, "5000 or more, for a p99.9 of each phase");
    policy(adaptive); // what cannot be understood stops the start
  }

  Adaptive policy() {
    return policy(adaptive);
  }

  private static Adaptive policy(String parameters) {
    return Spec.parse(Adaptive.class, parameters);
  }
}
