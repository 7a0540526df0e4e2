package fanout.aggregator.limit;

import fanout.aggregator.budget.Timer;
import fanout.aggregator.limit.LimitMetrics.Figures;
import fanout.aggregator.limit.LimitMetrics.Series;
import fanout.aggregator.limit.Shed.Reason;
import fanout.runtime.spec.Spec;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.metrics.Meter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limiters of an aggregator, one for each scope and policy that a plan has asked for, and their
 * metrics. Plans come from callers, so their number is bounded: where a scope has too many, the one
 * that has not been asked for the longest makes way, if no call is in it. Two policies on one
 * backend do not know of each other: each limits the calls made under it. Thread-safe.
 */
public final class Limiters implements AutoCloseable {
  /** The scope of requests as they come in; a backend's scope is its name. */
  public static final String INBOUND = "inbound";

  private static final int MOST_POLICIES = 16;

  private record Key(String scope, ConcurrencyLimit policy) {
    Series series() {
      return new Series(scope, Spec.name(policy));
    }
  }

  private final Deadline.Ticker ticker;
  private final Timer timer;
  private final LimitMetrics metrics;
  private final Map<Key, Limiter> limiters = new LinkedHashMap<>(16, 0.75f, true);

  /** What limiters that have made way had turned away: a counter must not go down. */
  private final Map<Series, Map<Reason, Long>> past = new HashMap<>();

  /** No limiter yet; measured by {@code meter} until it is closed. */
  public Limiters(Meter meter, Deadline.Ticker ticker, Timer timer) {
    this.ticker = ticker;
    this.timer = timer;
    this.metrics = new LimitMetrics(meter, this::figures);
  }

  /**
   * The limiter of a scope under a policy.
   *
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED if the scope has too many others in
   *     use
   */
  public synchronized Limiter get(String scope, ConcurrencyLimit policy) {
    Key key = new Key(scope, policy);
    Limiter known = limiters.get(key);
    if (known != null) {
      return known;
    }
    makeRoom(scope, policy);
    Limiter limiter = new Limiter(scope, policy.start(), policy.queue(), ticker, timer);
    limiters.put(key, limiter);
    return limiter;
  }

  /** A call that has just got hold of the one that goes is limited by it once more, alone. */
  private void makeRoom(String scope, ConcurrencyLimit policy) {
    List<Key> others = limiters.keySet().stream().filter(key -> key.scope.equals(scope)).toList();
    if (others.size() < MOST_POLICIES) {
      return;
    }
    Map.Entry<Key, Limiter> idle =
        limiters.entrySet().stream()
            .filter(entry -> entry.getKey().scope.equals(scope) && isIdle(entry.getValue()))
            .findFirst()
            .orElseThrow(() -> tooMany(scope, policy, others));
    past.merge(idle.getKey().series(), shed(idle.getValue()), Figures::sum);
    limiters.remove(idle.getKey());
  }

  private static StatusRuntimeException tooMany(
      String scope, ConcurrencyLimit policy, List<Key> others) {
    return Status.RESOURCE_EXHAUSTED
        .withDescription(
            "%s: there are already %d other limits in use on %s; allowed: one of %s"
                .formatted(
                    Spec.print(policy),
                    MOST_POLICIES,
                    scope,
                    Spec.print(others.stream().map(Key::policy).toList())))
        .asRuntimeException();
  }

  /** Whether no permit is in use and no call waits. */
  public synchronized boolean isIdle() {
    return limiters.values().stream().allMatch(Limiters::isIdle);
  }

  private static boolean isIdle(Limiter limiter) {
    Limiter.Load load = limiter.load();
    return load.inFlight() == 0 && load.queued() == 0;
  }

  private synchronized Map<Series, Figures> figures() {
    Map<Series, Figures> figures = new HashMap<>();
    limiters.forEach(
        (key, limiter) ->
            figures.merge(key.series(), new Figures(limiter.load(), shed(limiter)), Figures::plus));
    figures.replaceAll(
        (series, those) ->
            new Figures(
                those.load(), Figures.sum(those.shed(), past.getOrDefault(series, Map.of()))));
    return figures;
  }

  private static Map<Reason, Long> shed(Limiter limiter) {
    Map<Reason, Long> shed = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      shed.put(reason, limiter.shed(reason));
    }
    return shed;
  }

  /** Ends the metrics. */
  @Override
  public void close() {
    metrics.close();
  }
}
