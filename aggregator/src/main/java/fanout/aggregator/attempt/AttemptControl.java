package fanout.aggregator.attempt;

import fanout.aggregator.budget.Timer;
import fanout.aggregator.hedge.UsualLatency;
import fanout.aggregator.retry.RetryThrottle;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * What the calls of one backend under one policy share: what has been learnt, the budget of hedges,
 * the throttle of retries. Thread-safe.
 */
final class AttemptControl {
  private final String backend;
  private final AttemptPolicy policy;
  private final Timer timer;
  private final Deadline.Ticker ticker;
  private final DoubleSupplier random;
  private final AttemptMetrics metrics;
  private final ReplicaHedging hedging;
  private final RetryThrottle throttle;
  private final UsualLatency usual = new UsualLatency();

  /**
   * Nothing learnt yet.
   *
   * @param random uniform from 0 to 1, for jitter
   * @param planner see {@link fanout.aggregator.hedge.HedgePolicy#controller}
   */
  AttemptControl(
      String backend,
      AttemptPolicy policy,
      Timer timer,
      Deadline.Ticker ticker,
      DoubleSupplier random,
      Executor planner,
      AttemptMetrics metrics) {
    this.backend = backend;
    this.policy = policy;
    this.timer = timer;
    this.ticker = ticker;
    this.random = random;
    this.metrics = metrics;
    this.hedging = new ReplicaHedging(policy.hedge(), ticker, planner);
    this.throttle = policy.retry().throttle().start();
  }

  String backend() {
    return backend;
  }

  AttemptPolicy policy() {
    return policy;
  }

  Timer timer() {
    return timer;
  }

  AttemptMetrics metrics() {
    return metrics;
  }

  ReplicaHedging hedging() {
    return hedging;
  }

  RetryThrottle throttle() {
    return throttle;
  }

  long now() {
    return ticker.nanoTime();
  }

  Duration pause(int retry) {
    return policy.retry().pause(retry, random.getAsDouble());
  }

  /** What an attempt usually takes; zero while nothing is known. */
  Duration usual() {
    return usual.median();
  }

  /** An attempt has ended; learnt only where a retry will want to know. */
  void ended(long launchedNanos, boolean answered) {
    if (policy.retry().attempts() > 1) {
      long now = now();
      usual.add(now - launchedNanos, answered, now);
    }
  }
}
