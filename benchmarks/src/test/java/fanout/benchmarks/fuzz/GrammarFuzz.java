package fanout.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import fanout.aggregator.AggregatorSettings;
import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.plan.Plan;
import fanout.backend.Behavior;
import fanout.backend.control.EffectiveBehavior;
import fanout.backend.control.RequestBehavior;
import fanout.backend.latency.LatencyModel;
import fanout.lab.load.Arrivals;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The grammar through its public doors: plan, behaviour, models, arrivals. */
class GrammarFuzz {
  private static final List<String> PLANS =
      List.of(
          "strategy=platform-pool(threads=16,queue=1024),join=quorum(2),budget=300ms,reserve=2ms",
          "sections=user|orders,strategy=sequential,join=fail-fast,propagate=false",
          "each:limit=150ms; orders:substitute=last-good(max-age=30s),shards=8;"
              + " user:required=true",
          "admission=gradient(min=4,max=1000,tolerance=1.5,queue=100);"
              + " each:concurrency=fixed(n=32,queue=0); orders:concurrency=vegas",
          "admission=none; orders:hedge=adaptive(budget=10%,hedges=2,memory=600s),"
              + "retry=backoff(attempts=2,initial=10ms,max=1s,multiplier=2)",
          "user:hedge=fixed(after=20ms,hedges=2),retry=backoff(codes=UNAVAILABLE|ABORTED);"
              + " each:hedge=none,retry=none");
  private static final List<String> BEHAVIORS =
      List.of(
          "latency=95%:exponential(mean=4ms)|5%:scaled(exponential(mean=4ms),10)",
          "latency=lognormal(p50=20ms,p99=120ms),error=UNAVAILABLE@10%|INTERNAL@5%,hang@1%",
          "user:latency=percentiles(50%:5ms|99%:80ms),burn=(cpu=5ms,on=worker)@10%;"
              + " orders:error=off",
          "latency=exponential(mean=10ms),capacity=limited(concurrent=4,queue=16),fail-first=(2)",
          "latency=uniform(from=1ms,to=9ms),oversize=1MiB,slow-reply=(over=50ms),block=50ms@20%");
  private static final List<String> ARRIVALS =
      List.of(
          "constant(100/s)",
          "poisson(rate=50/s)",
          "steps(10/s:5s|100/s:5s)",
          "closed(8)",
          "ramp(1/s,9/s,10s)");
  private static final List<String> HEDGES =
      List.of(
          "none",
          "fixed(after=20ms)",
          "fixed(after=5ms,hedges=2,budget=10%,non-fatal=UNAVAILABLE|ABORTED)",
          "adaptive",
          "adaptive(budget=15%,hedges=3,memory=600s)");
  private static final List<String> PIECES =
      List.of(
          "latency",
          "strategy",
          "join",
          "quorum",
          "each",
          "user",
          "orders",
          "error",
          "hang",
          "hedge",
          "retry",
          "admission",
          "concurrency",
          "fixed",
          "adaptive",
          "backoff",
          "mix",
          "scaled",
          "(",
          ")",
          "(",
          ")",
          "=",
          ",",
          ";",
          ":",
          "|",
          "@",
          "%",
          " ",
          "5ms",
          "-1s",
          "1e9",
          "9999999999999999999s",
          "NaN",
          "∞",
          "0",
          "10%",
          "none",
          "off",
          "UNAVAILABLE",
          "64KiB",
          "file=/etc/passwd",
          "true");

  @Provide
  Arbitrary<String> plans() {
    return Malformed.texts(PLANS, PIECES);
  }

  @Provide
  Arbitrary<String> behaviors() {
    return Malformed.texts(BEHAVIORS, PIECES);
  }

  @Provide
  Arbitrary<String> arrivals() {
    return Malformed.texts(ARRIVALS, PIECES);
  }

  @Provide
  Arbitrary<String> hedges() {
    return Malformed.texts(HEDGES, PIECES);
  }

  /** What is altered has to be right: what is quite wrong is refused at the first letter. */
  @Example
  void whatIsAlteredIsRight() {
    Plan unset = Plan.unset(AggregatorSettings.SECTIONS);
    assertThat(PLANS).allSatisfy(text -> assertThat(unset.overlay(text)).isNotNull());
    assertThat(HEDGES)
        .allSatisfy(text -> assertThat(Spec.parse(HedgePolicy.class, text)).isNotNull());
    assertThat(ARRIVALS)
        .allSatisfy(text -> assertThat(Spec.parse(Arrivals.class, text)).isNotNull());
  }

  @Property
  void aPlanIsUnderstoodOrRefused(@ForAll("plans") String text) {
    understoodOrRefused(text, () -> Plan.unset(AggregatorSettings.SECTIONS).overlay(text));
  }

  @Property
  void aPlanThatIsUnderstoodReadsItsOwnText(@ForAll("plans") String text) {
    Plan unset = Plan.unset(AggregatorSettings.SECTIONS);
    try {
      Plan plan = unset.overlay(text);
      assertThat(unset.overlay(plan.toString()).toString()).isEqualTo(plan.toString());
    } catch (SpecException refused) {
      assertThat(refused).hasMessageContaining("allowed");
    }
  }

  @Property
  void aBehaviorIsUnderstoodOrRefused(@ForAll("behaviors") String text) {
    understoodOrRefused(text, () -> Spec.parse(Behavior.class, text));
  }

  @Property
  void aLatencyIsUnderstoodOrRefused(@ForAll("behaviors") String text) {
    String model = text.startsWith("latency=") ? text.substring("latency=".length()) : text;
    understoodOrRefused(model, () -> Spec.parse(LatencyModel.class, model));
  }

  @Property
  void arrivalsAreUnderstoodOrRefused(@ForAll("arrivals") String text) {
    understoodOrRefused(text, () -> Spec.parse(Arrivals.class, text));
  }

  @Property
  void aHedgePolicyIsUnderstoodOrRefused(@ForAll("hedges") String text) {
    understoodOrRefused(text, () -> Spec.parse(HedgePolicy.class, text));
  }

  /** What a stranger may send in the metadata {@code fanout-sim}. */
  @Property
  void aRequestsBehaviorIsUnderstoodOrRefused(@ForAll("behaviors") String text) {
    RequestBehavior requests =
        new RequestBehavior("user", List.of("user", "orders", "notifications"), true);
    EffectiveBehavior base = EffectiveBehavior.of(Spec.parse(Behavior.class, "latency=5ms"));
    try {
      requests.over(base, text);
    } catch (StatusException refused) {
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(refused.getStatus().getDescription()).startsWith("fanout-sim: ");
    }
  }

  @Example
  void aTextNestedWithoutEndIsRefused() {
    String deep = "scaled(".repeat(200_000) + "5ms" + ",2)".repeat(200_000);
    understoodOrRefused("…", () -> Spec.parse(LatencyModel.class, deep));
  }

  @Example
  void aTextOfMegabytesIsRefusedWithAShortWord() {
    String endless = "each:limit=5ms;".repeat(300_000);
    try {
      Plan.unset(AggregatorSettings.SECTIONS).overlay(endless);
      fail("a plan of %d characters was taken", endless.length());
    } catch (SpecException refused) {
      assertThat(refused).message().hasSizeLessThan(1_000);
    }
  }

  /** The error says something, and nothing but a {@link SpecException} comes out. */
  private static void understoodOrRefused(String text, Supplier<?> reading) {
    try {
      assertThat(reading.get()).isNotNull();
    } catch (SpecException refused) {
      assertThat(refused.getMessage()).as("the complaint about '%s'", text).isNotBlank();
    }
  }
}
