package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.None;

/** What adaptive hedging is compared with, on the same workload. */
enum Rival {
  NONE("no hedging", 0),
  ONE("fixed, 1 hedge", 1),
  TWO("fixed, 2 hedges", 2);

  private final String title;
  private final int hedges;

  Rival(String title, int hedges) {
    this.title = title;
    this.hedges = hedges;
  }

  String title() {
    return title;
  }

  boolean hedging() {
    return hedges > 0;
  }

  /**
   * Its run at the best delay.
   *
   * @param tuning what the delay is fitted to, in hindsight
   * @param load the extra load that is allowed there
   */
  Run run(Workload workload, Workload tuning, double load) {
    return hedging()
        ? new FixedSearch(workload, hedges).run(new FixedSearch(tuning, hedges).delay(load))
        : Simulation.run(workload, new None());
  }
}
