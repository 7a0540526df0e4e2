package fanout.lab.verify;

import fanout.lab.client.DashboardClient.Ask;
import java.util.List;

/**
 * A kind of request whose trace is telling. Immutable.
 *
 * @param shows what its trace has to show
 * @param plan laid over the aggregator's
 * @param simulation how the backends behave for it
 * @param hedged whether a section of it has to show a hedge, and an attempt that lost
 */
public record Probe(String shows, String plan, String simulation, boolean hedged) {
  private Probe(String shows, String plan, String simulation) {
    this(shows, plan, simulation, false);
  }

  /** One for each thing that the rules judge. */
  public static List<Probe> all() {
    return List.of(
        new Probe("a chain", "strategy=sequential", ""),
        new Probe("an overlap", "strategy=concurrent", ""),
        new Probe("an overlap of blocking calls", "strategy=virtual-threads", ""),
        new Probe(
            "losers called off",
            "strategy=concurrent,join=first-success",
            "user:latency=5ms; orders:latency=400ms; notifications:latency=400ms"),
        new Probe(
            "a call cut off by its limit",
            "strategy=concurrent; orders:limit=80ms,required=false",
            "orders:latency=2s"),
        // The hedge leaves long before the first attempt answers, and would answer long after it.
        new Probe(
            "a hedge and an attempt that lost",
            "strategy=concurrent,budget=10s; orders:hedge=fixed(after=400ms)",
            "orders:latency=800ms",
            true));
  }

  /** Its request. */
  Ask ask() {
    return Ask.of("u-1001").plan(plan).simulation(simulation);
  }
}
