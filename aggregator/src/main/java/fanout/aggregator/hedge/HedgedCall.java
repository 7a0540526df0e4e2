package fanout.aggregator.hedge;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One call and its hedges. The caller owns the timer and the attempts: it waits for {@link
 * #untilHedge}, asks {@link #hedge} where to send, and reports how every attempt has ended, by
 * {@link #answered} or {@link #unanswered}, each exactly once. Thread-safe.
 *
 * <p>A loser that is cancelled must be reported too: that it took longer than it was waited for is
 * all that is ever known of many slow calls, and to drop it would make the replica look fast.
 */
public final class HedgedCall {
  /** How often a refused hedge is due again, each time after twice as long. */
  private static final int MOST_PUT_OFF = 6;

  private final HedgeController controller;
  private final HedgePlan plan;
  private final int[] replicas;
  private final long[] sentNanos;
  private int attempts = 1;
  private int due;

  HedgedCall(HedgeController controller, HedgePlan plan, int replica, long now) {
    this.controller = controller;
    this.plan = plan;
    this.replicas = new int[1 + plan.size()];
    this.sentNanos = new long[1 + plan.size()];
    replicas[0] = replica;
    sentNanos[0] = now;
  }

  /** How long to wait before {@link #hedge}; not positive if it is due, empty if none is left. */
  public synchronized Optional<Duration> untilHedge() {
    return wanted()
        ? Optional.of(Duration.ofNanos(plan.nanos(due) - (controller.now() - sentNanos[0])))
        : Optional.empty();
  }

  private boolean pay() {
    due++;
    return controller.pay();
  }

  private boolean wanted() {
    return attempts <= plan.size() && due < plan.size() + MOST_PUT_OFF;
  }

  /**
   * Takes the next hedge from the plan, with the call still unanswered. What the budget refuses is
   * due again when the call has lasted twice as long as the plan, then four times, and so on: where
   * slow calls come in clumps, the budget so goes to those that turn out to be the slowest.
   *
   * @return the replica to send it to, now; empty if the budget does not allow it or none is left
   */
  public synchronized OptionalInt hedge() {
    if (!wanted() || !pay()) {
      return OptionalInt.empty();
    }
    replicas[attempts] = controller.target(replicas[0], attempts);
    sentNanos[attempts] = controller.now();
    return OptionalInt.of(replicas[attempts++]);
  }

  /**
   * An attempt went elsewhere than it was meant to: the replica was not connected. To be told
   * before the attempt is reported.
   *
   * @throws IndexOutOfBoundsException if there is no such attempt
   */
  public synchronized void went(int attempt, int replica) {
    Objects.checkIndex(attempt, attempts);
    replicas[attempt] = controller.known(replica);
  }

  /** How many attempts have been sent. */
  public synchronized int attempts() {
    return attempts;
  }

  /**
   * An attempt has been answered.
   *
   * @param attempt 0 for the first, 1 for the first hedge
   */
  public synchronized void answered(int attempt) {
    controller.answered(attempt, replicas[attempt], sentNanos[attempt]);
  }

  /** An attempt has ended without an answer: cancelled, failed, or past its deadline. */
  public synchronized void unanswered(int attempt) {
    controller.unanswered(replicas[attempt], sentNanos[attempt]);
  }
}
