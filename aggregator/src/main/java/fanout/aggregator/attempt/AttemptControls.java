package fanout.aggregator.attempt;

import fanout.aggregator.hedge.HedgeStats;
import fanout.runtime.spec.Spec;
import io.grpc.Deadline;
import io.grpc.Status;
import io.opentelemetry.api.metrics.Meter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is learnt and spent beyond one call, for each backend and policy that a plan has asked for.
 * Plans come from callers, so their number is bounded. Thread-safe.
 */
public final class AttemptControls {
  /** An adaptive policy keeps some 100 KB for each replica. */
  static final int MOST = 48;

  private final Timer timer;
  private final Deadline.Ticker ticker;
  private final AttemptMetrics metrics;
  private final Map<Key, AttemptControl> controls = new HashMap<>();

  private record Key(String backend, AttemptPolicy policy) {}

  /** None yet. */
  public AttemptControls(Timer timer, Deadline.Ticker ticker, Meter meter) {
    this.timer = timer;
    this.ticker = ticker;
    this.metrics = new AttemptMetrics(meter);
  }

  /**
   * For one call; empty if the policy is that every call is sent once.
   *
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED if there are too many other policies
   */
  public Optional<CallAttempts> forCall(String backend, AttemptPolicy policy) {
    return policy.isOff()
        ? Optional.empty()
        : Optional.of(new CallAttempts(control(new Key(backend, policy))));
  }

  private synchronized AttemptControl control(Key key) {
    AttemptControl known = controls.get(key);
    if (known != null) {
      return known;
    }
    if (controls.size() == MOST) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription(
              "hedge=%s,retry=%s: there are already %d pairs of a backend and other policies; allowed: one of those"
                  .formatted(Spec.print(key.policy.hedge()), Spec.print(key.policy.retry()), MOST))
          .asRuntimeException();
    }
    AttemptControl control =
        new AttemptControl(
            key.backend,
            key.policy,
            timer,
            ticker,
            () -> ThreadLocalRandom.current().nextDouble(),
            planner(),
            metrics);
    controls.put(key, control);
    return control;
  }

  /** A plan takes about a millisecond, too long for an event loop or the timer. */
  private static Executor planner() {
    return task -> Thread.ofVirtual().name("hedge-planner").start(task);
  }

  /** What hedging has done for a backend under a policy so far. */
  public synchronized HedgeStats stats(String backend, AttemptPolicy policy) {
    AttemptControl control = controls.get(new Key(backend, policy));
    return control == null ? HedgeStats.NONE : control.hedging().stats();
  }
}
