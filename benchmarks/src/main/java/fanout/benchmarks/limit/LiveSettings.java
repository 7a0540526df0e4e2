package fanout.benchmarks.limit;

import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.backend.latency.LatencyModel;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@link LiveBenchmark} is started with.
 *
 * @param policies to be compared
 * @param sides where they limit
 * @param loads arrivals as multiples of what the backend can do
 * @param servers calls that the backend works on at once; the rest wait in it without bound
 * @param service how long it works on one
 * @param deadline of every caller
 * @param length of each run
 * @param warmUp before it, under the same load, for policies to learn
 * @param seed of arrivals and service times: all policies meet the same
 * @param markdown a document whose table is to be replaced
 */
record LiveSettings(
    @Doc("to be compared") @Default("none|fixed(n=12)|gradient|vegas")
        List<ConcurrencyLimit> policies,
    @Doc("where they limit: calls to the backend, requests to the aggregator")
        @Default("backend|inbound")
        List<Side> sides,
    @Doc("arrivals as multiples of the capacity") @Default("0.5|1|1.5|2") List<Double> loads,
    @Doc("calls that the backend works on at once") @Default("8") int servers,
    @Doc("how long it works on one") @Default("lognormal(p50=20ms,p99=40ms)") LatencyModel service,
    @Doc("of every caller") @Default("200ms") Duration deadline,
    @Doc("of each run") @Default("5s") Duration length,
    @Doc("before each run") @Default("2s") Duration warmUp,
    @Doc("of arrivals and service times") @Default("7") long seed,
    @Doc("document whose table is replaced, for example docs/limits.md") Optional<Path> markdown) {
  private static final double MOST = 10;

  /** Where a policy limits. */
  enum Side {
    /** Calls to the backend, {@code orders:concurrency}. */
    BACKEND,
    /** Requests as they come in, {@code admission}. */
    INBOUND
  }

  LiveSettings {
    policies = List.copyOf(policies);
    sides = List.copyOf(sides);
    loads = List.copyOf(loads);
    SpecException.require(!policies.isEmpty(), "policies", "none", "one or more");
    SpecException.require(!sides.isEmpty(), "sides", "none", "one or more");
    SpecException.require(
        !loads.isEmpty() && loads.stream().allMatch(load -> load > 0 && load <= MOST),
        "loads",
        Spec.print(loads),
        "one or more, each more than 0, to 10");
    SpecException.require(servers >= 1 && servers <= 1000, "servers", servers, "1 to 1000");
    SpecException.require(deadline.isPositive(), "deadline", deadline, "more than 0ms");
    SpecException.require(
        length.compareTo(Duration.ofSeconds(1)) >= 0, "length", length, "1s or more");
    SpecException.require(warmUp.isPositive(), "warm-up", warmUp, "more than 0ms");
  }

  /** Calls a second that the backend can answer. */
  double capacity() {
    return servers * 1e9 / service.meanNanos();
  }

  /** Start-up behaviour of the backend; what it can take is its own affair. */
  String behavior() {
    return "orders:latency=%s,capacity=limited(concurrent=%d,queue=100000)"
        .formatted(Spec.print(service), servers);
  }

  /** The plan of every request. */
  String plan(Side side, ConcurrencyLimit policy) {
    String limit = Spec.print(policy);
    return "sections=orders,budget=%s,reserve=0ms,admission=%s; orders:required=true,concurrency=%s"
        .formatted(
            Spec.print(deadline),
            side == Side.INBOUND ? limit : "none",
            side == Side.BACKEND ? limit : "none");
  }
}
