package fanout.aggregator.limit;

import fanout.aggregator.budget.Timer;
import fanout.aggregator.limit.Shed.Reason;
import fanout.runtime.spec.Spec;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

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
  private static final AttributeKey<String> SCOPE = AttributeKey.stringKey("fanout.limit.scope");
  private static final AttributeKey<String> POLICY = AttributeKey.stringKey("fanout.limit.policy");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("fanout.shed.reason");

  private record Key(String scope, ConcurrencyLimit policy) {}

  private record Entry(Limiter limiter, Attributes attributes) {}

  private final Deadline.Ticker ticker;
  private final Timer timer;
  private final List<AutoCloseable> gauges;
  private final Map<Key, Entry> limiters = new LinkedHashMap<>(16, 0.75f, true);

  /** No limiter yet; measured by {@code meter} until it is closed. */
  public Limiters(Meter meter, Deadline.Ticker ticker, Timer timer) {
    this.ticker = ticker;
    this.timer = timer;
    this.gauges =
        List.of(
            gauge(
                meter, "fanout.limit.permits", "Calls that may be under way", Limiter.Load::limit),
            gauge(meter, "fanout.limit.in_use", "Calls under way", Limiter.Load::inFlight),
            gauge(meter, "fanout.limit.queued", "Calls that wait", Limiter.Load::queued),
            shed(meter));
  }

  /**
   * The limiter of a scope under a policy.
   *
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED if the scope has too many others in
   *     use
   */
  public synchronized Limiter get(String scope, ConcurrencyLimit policy) {
    Key key = new Key(scope, policy);
    Entry known = limiters.get(key);
    if (known != null) {
      return known.limiter();
    }
    makeRoom(scope, policy);
    Limiter limiter = new Limiter(scope, policy.start(), policy.queue(), ticker, timer);
    Attributes attributes = Attributes.of(SCOPE, scope, POLICY, Spec.print(policy));
    limiters.put(key, new Entry(limiter, attributes));
    return limiter;
  }

  /** A call that has just got hold of the one that goes is limited by it once more, alone. */
  private void makeRoom(String scope, ConcurrencyLimit policy) {
    List<Key> others = limiters.keySet().stream().filter(key -> key.scope.equals(scope)).toList();
    if (others.size() < MOST_POLICIES) {
      return;
    }
    Key idle =
        limiters.entrySet().stream()
            .filter(entry -> entry.getKey().scope.equals(scope) && isIdle(entry.getValue()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> tooMany(scope, policy, others));
    limiters.remove(idle);
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
  public boolean isIdle() {
    return entries().stream().allMatch(Limiters::isIdle);
  }

  private static boolean isIdle(Entry entry) {
    Limiter.Load load = entry.limiter().load();
    return load.inFlight() == 0 && load.queued() == 0;
  }

  private synchronized List<Entry> entries() {
    return List.copyOf(limiters.values());
  }

  private AutoCloseable gauge(
      Meter meter, String name, String doc, ToLongFunction<Limiter.Load> figure) {
    return meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit("{call}")
        .setDescription(doc)
        .buildWithCallback(
            gauge ->
                entries()
                    .forEach(
                        entry ->
                            gauge.record(
                                figure.applyAsLong(entry.limiter().load()), entry.attributes())));
  }

  private AutoCloseable shed(Meter meter) {
    return meter
        .counterBuilder("fanout.limit.shed")
        .setUnit("{call}")
        .setDescription("Calls turned away")
        .buildWithCallback(
            counter ->
                entries()
                    .forEach(
                        entry -> {
                          for (Reason reason : Reason.values()) {
                            counter.record(
                                entry.limiter().shed(reason),
                                entry.attributes().toBuilder().put(REASON, reason.label()).build());
                          }
                        }));
  }

  /** Ends the metrics. */
  @Override
  public void close() {
    for (AutoCloseable gauge : gauges) {
      try {
        gauge.close();
      } catch (Exception e) {
        throw new IllegalStateException("a gauge did not close", e);
      }
    }
  }
}
