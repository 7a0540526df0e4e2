package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.HedgePolicy;
import fanout.benchmarks.hedge.HedgeReport.Format;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.util.List;

/**
 * What {@link LiveBenchmark} is started with.
 *
 * @param policies to be compared
 * @param latency of each replica, in the grammar of the backends
 * @param outage their latency in the middle third of the calls; empty: there is no outage
 * @param replicas of the backend, each with draws of its own
 * @param rate calls a second, in a Poisson stream
 * @param calls that are measured
 * @param warmUp calls before them, which policies may learn from
 * @param format of the table
 */
record LiveSettings(
    @Doc("to be compared") @Default("none|fixed(after=20ms)|adaptive") List<HedgePolicy> policies,
    @Doc("of each replica") @Default("95%:5ms|5%:50ms") String latency,
    @Doc("latency in the middle third; empty: as ever") @Default("") String outage,
    @Doc("replicas of the backend") @Default("3") int replicas,
    @Doc("calls a second") @Default("250") int rate,
    @Doc("calls that are measured") @Default("10000") int calls,
    @Doc("calls before them") @Default("2000") int warmUp,
    @Doc("how the table is written") @Default("text") Format format) {
  LiveSettings {
    policies = List.copyOf(policies);
    SpecException.require(!policies.isEmpty(), "policies", "none", "one or more");
    SpecException.require(replicas >= 1 && replicas <= 16, "replicas", replicas, "1 to 16");
    SpecException.require(rate >= 1 && rate <= 10_000, "rate", rate, "1 to 10000");
    SpecException.require(calls >= 1000, "calls", calls, "1000 or more, for a p99.9");
    SpecException.require(warmUp >= 1, "warm-up", warmUp, "1 or more: the first call dials");
  }

  /** The plan of every call under a policy. */
  static String plan(HedgePolicy policy) {
    return "sections=orders,budget=30s; orders:hedge=" + Spec.print(policy);
  }
}
