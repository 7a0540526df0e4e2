package fanout.aggregator.hedge;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hedges the calls of one backend: hands out plans, guards the budget, learns from results. Made by
 * {@link HedgePolicy#controller}; thread-safe.
 */
public final class HedgeController {
  private final Timing timing;
  private final TokenBudget budget;
  private final Deadline.Ticker ticker;
  private final LongAdder calls = new LongAdder();
  private final LongAdder hedges = new LongAdder();
  private final LongAdder won = new LongAdder();
  private final LongAdder refused = new LongAdder();

  HedgeController(Timing timing, TokenBudget budget, Deadline.Ticker ticker) {
    this.timing = timing;
    this.budget = budget;
    this.ticker = ticker;
  }

  /** A call is about to be sent to {@code replica}, and its time begins now. */
  public HedgedCall begin(int replica) {
    calls.increment();
    budget.earn();
    timing.begun(replica);
    return new HedgedCall(this, timing.plan(replica), replica);
  }

  /** The plan that a call to {@code replica} would get now; for reports and tests. */
  public HedgePlan plan(int replica) {
    return timing.plan(replica);
  }

  /** What has happened so far; the figures may be apart by calls that are just being counted. */
  public HedgeStats stats() {
    return new HedgeStats(calls.sum(), hedges.sum(), won.sum(), refused.sum());
  }

  long now() {
    return ticker.nanoTime();
  }

  int target(int first, int hedge) {
    return timing.target(first, hedge);
  }

  boolean pay() {
    boolean paid = budget.spend();
    (paid ? hedges : refused).increment();
    return paid;
  }

  void answered(int attempt, int replica, Duration latency) {
    if (attempt > 0) {
      won.increment();
    }
    timing.answered(replica, latency.toNanos());
  }

  void unanswered(int replica, Duration waited) {
    timing.unanswered(replica, waited.toNanos());
  }
}
