package fanout.aggregator.attempt;

import fanout.aggregator.budget.Timer;
import fanout.aggregator.hedge.HedgeStats;
import io.grpc.Deadline;
import io.opentelemetry.api.metrics.Meter;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is learnt and spent beyond one call, for each backend and policy that a plan has asked for.
 * Plans come from callers, so their number is bounded: beyond it, the one that was asked for
 * longest ago is forgotten. Calls that it has under way end by it. Thread-safe.
 */
public final class AttemptControls {
  /** An adaptive policy keeps some 100 KB for each replica. */
  static final int MOST = 48;

  private final Timer timer;
  private final Deadline.Ticker ticker;
  private final AttemptMetrics metrics;

  /** The one that was asked for longest ago comes first. */
  private final LinkedHashMap<Key, AttemptControl> controls = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(String backend, AttemptPolicy policy) {}

  /** None yet. */
  public AttemptControls(Timer timer, Deadline.Ticker ticker, Meter meter) {
    this.timer = timer;
    this.ticker = ticker;
    this.metrics = new AttemptMetrics(meter);
  }

  /** For one call; empty if the policy is that every call is sent once. */
  public Optional<CallAttempts> forCall(String backend, AttemptPolicy policy) {
    return policy.isOff()
        ? Optional.empty()
        : Optional.of(new CallAttempts(control(new Key(backend, policy))));
  }

  private synchronized AttemptControl control(Key key) {
    AttemptControl control = controls.computeIfAbsent(key, this::begin);
    if (controls.size() > MOST) {
      controls.pollFirstEntry();
    }
    return control;
  }

  private AttemptControl begin(Key key) {
    return new AttemptControl(
        key.backend,
        key.policy,
        timer,
        ticker,
        () -> ThreadLocalRandom.current().nextDouble(),
        planner(),
        metrics);
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
