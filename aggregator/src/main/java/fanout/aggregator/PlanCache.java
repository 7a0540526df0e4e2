package fanout.aggregator;

import fanout.aggregator.plan.Plan;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Plans by the text that asked for them: callers send the same few texts over and over, and reading
 * one costs more than a call. Bounded, because texts come from callers. When the plan below them
 * changes, all are read anew; no request ever sees a mixture. Thread-safe.
 */
final class PlanCache implements Function<String, Plan> {
  private static final int MOST = 256;
  private static final int LONGEST = 1024;

  /** The plans over one base. */
  private record Generation(Plan base, Map<String, Plan> plans) {}

  private final Supplier<Plan> base;
  private volatile Generation generation;

  /**
   * Plans over what {@code base} gives.
   *
   * @param base asked for each request; the same object while nothing has changed
   */
  PlanCache(Supplier<Plan> base) {
    this.base = base;
    this.generation = new Generation(base.get(), new ConcurrentHashMap<>());
  }

  @Override
  public Plan apply(String text) {
    Generation now = current();
    if (text.isEmpty()) {
      return now.base;
    }
    Plan known = now.plans.get(text);
    if (known != null) {
      return known;
    }
    Plan plan = now.base.overlay(text);
    if (text.length() <= LONGEST) {
      if (now.plans.size() >= MOST) {
        // A flood of different texts gains nothing from a cache, whatever is thrown out first.
        now.plans.clear();
      }
      now.plans.put(text, plan);
    }
    return plan;
  }

  @SuppressWarnings("ReferenceEquality") // this very plan, not one like it
  private Generation current() {
    Plan current = base.get();
    Generation now = generation;
    if (now.base != current) {
      now = new Generation(current, new ConcurrentHashMap<>());
      generation = now;
    }
    return now;
  }
}
