package fanout.aggregator.hedge;

import io.grpc.Deadline;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hedges the calls of one backend: hands out plans, guards the budget, learns from results. Made by
 * {@link HedgePolicy#controller}; thread-safe.
 */
public final class HedgeController {
  private final Replicas backend;
  private final Timing timing;
  private final TokenBudget budget;
  private final Deadline.Ticker ticker;
  private final LongAdder calls = new LongAdder();
  private final LongAdder hedges = new LongAdder();
  private final LongAdder won = new LongAdder();
  private final LongAdder refused = new LongAdder();

  HedgeController(Replicas backend, Timing timing, TokenBudget budget, Deadline.Ticker ticker) {
    this.backend = backend;
    this.timing = timing;
    this.budget = budget;
    this.ticker = ticker;
  }

  /**
   * A call is about to be sent, and its time begins now.
   *
   * @param replica where it goes first
   * @throws IndexOutOfBoundsException if the backend has no such replica
   */
  public HedgedCall begin(int replica) {
    Objects.checkIndex(replica, backend.count());
    calls.increment();
    budget.earn();
    timing.begun(replica);
    long now = now();
    return new HedgedCall(this, timing.plan(replica, now), replica, now);
  }

  /** The plan that a call to {@code replica} would get now; for reports and tests. */
  public HedgePlan plan(int replica) {
    return timing.plan(replica, now());
  }

  /** What has happened so far; the figures may be apart by calls that are just being counted. */
  public HedgeStats stats() {
    return new HedgeStats(calls.sum(), hedges.sum(), won.sum(), refused.sum());
  }

  long now() {
    return ticker.nanoTime();
  }

  int known(int replica) {
    return Objects.checkIndex(replica, backend.count());
  }

  int target(int first, int hedge) {
    return timing.target(first, hedge);
  }

  boolean pay() {
    boolean paid = budget.spend();
    (paid ? hedges : refused).increment();
    return paid;
  }

  void answered(int attempt, int replica, long sent) {
    if (attempt > 0) {
      won.increment();
    }
    long now = now();
    timing.answered(replica, now - sent, now);
  }

  void unanswered(int replica, long sent) {
    long now = now();
    timing.unanswered(replica, now - sent, now);
  }
}
