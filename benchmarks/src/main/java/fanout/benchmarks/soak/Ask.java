package fanout.benchmarks.soak;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One call of the mix.
 *
 * @param plan laid over the aggregator's
 * @param simulation behaviour that the call brings along
 * @param budget after which the call must be over, by the plan's word or by the deadline's
 * @param deadline of the caller
 * @param leaves when the caller goes without waiting for the end
 */
record Ask(
    String plan,
    String simulation,
    Duration budget,
    Optional<Duration> deadline,
    Optional<Duration> leaves) {
  /**
   * Breaks the connection to orders. A call that hangs and that {@code propagate=false} keeps from
   * its deadline ends with its connection and with nothing else; where it is tried again it may
   * hang again.
   */
  static final Ask BREAK =
      new Ask(
          "strategy=concurrent,sections=orders",
          "orders:drop",
          Duration.ofSeconds(10),
          Optional.of(Duration.ofSeconds(10)),
          Optional.empty());

  private static final List<String> STRATEGIES =
      List.of(
          "concurrent",
          "concurrent",
          "sequential",
          "futures",
          "virtual-threads",
          "platform-pool(threads=16,queue=64)",
          "one-at-a-time");
  private static final List<String> JOINS =
      List.of("all", "fail-fast", "best-effort", "first-success", "quorum(2)");
  private static final List<String> SECTIONS =
      List.of(
          "",
          "each:limit=40ms",
          "user:required=false; orders:substitute=last-good(max-age=5s)",
          "notifications:substitute=empty",
          "each:shards=4",
          "each:hedge=adaptive",
          "orders:hedge=fixed(after=5ms),retry=backoff(attempts=3)",
          "user:retry=backoff(attempts=2),hedge=adaptive",
          "notifications:concurrency=fixed(n=2,queue=2)",
          "orders:shards=12,limit=60ms");
  private static final List<String> ADMISSIONS =
      List.of("none", "none", "none", "fixed(n=2,queue=1)", "gradient(max=50,queue=10)", "vegas");
  private static final List<String> SIMULATIONS =
      List.of(
          "",
          "",
          "",
          "orders:hang",
          "user:error=UNAVAILABLE@50%",
          "notifications:late-error=INTERNAL@50%",
          "orders:drop",
          "user:slow-reply=(over=20ms)",
          "orders:oversize=64KiB",
          "user:latency=80ms; orders:ignore-cancel=true,latency=90ms",
          "notifications:burn=(cpu=1ms,on=worker)",
          "nobody:latency=1ms",
          "orders:latency=");

  /** Drawn so that the same seed gives the same mix. */
  static Ask draw(SplittableRandom random) {
    Duration budget = Duration.ofMillis(50 + random.nextInt(200));
    String plan =
        "strategy=%s,join=%s,budget=%dms,propagate=%s,admission=%s; %s"
            .formatted(
                pick(STRATEGIES, random),
                pick(JOINS, random),
                budget.toMillis(),
                random.nextInt(20) > 0,
                pick(ADMISSIONS, random),
                pick(SECTIONS, random));
    Optional<Duration> deadline = sometimes(random, 10, 5 + random.nextInt(100));
    return new Ask(
        plan.endsWith("; ") ? plan.substring(0, plan.length() - 2) : plan,
        pick(SIMULATIONS, random),
        deadline.filter(limit -> limit.compareTo(budget) < 0).orElse(budget),
        deadline,
        sometimes(random, 10, 2 + random.nextInt(60)));
  }

  private static String pick(List<String> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static Optional<Duration> sometimes(SplittableRandom random, int onceIn, int millis) {
    return random.nextInt(onceIn) == 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
  }
}
