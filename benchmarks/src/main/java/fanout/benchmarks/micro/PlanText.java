package fanout.benchmarks.micro;

import fanout.aggregator.AggregatorSettings;
import fanout.aggregator.plan.Plan;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A plan that comes as text: what a request saves whose text is known already. */
@State(Scope.Benchmark)
public class PlanText {
  private final Plan base = Plan.unset(AggregatorSettings.SECTIONS);
  private final String text =
      "strategy=concurrent,join=best-effort,budget=2s; each:limit=500ms; user:required=true";

  /** Reads it and lays it over the default plan. */
  @Benchmark
  public Plan overlay() {
    return base.overlay(text);
  }
}
