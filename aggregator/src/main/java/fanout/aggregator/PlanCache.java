package fanout.aggregator;

import fanout.aggregator.plan.Plan;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Plans by the text that asked for them: callers send the same few texts over and over, and reading
 * one costs more than a call. Bounded, because texts come from callers. Thread-safe.
 */
final class PlanCache implements Function<String, Plan> {
  private static final int MOST = 256;
  private static final int LONGEST = 1024;

  private final Plan base;
  private final Map<String, Plan> plans = new ConcurrentHashMap<>();

  PlanCache(Plan base) {
    this.base = base;
  }

  @Override
  public Plan apply(String text) {
    if (text.isEmpty()) {
      return base;
    }
    Plan known = plans.get(text);
    if (known != null) {
      return known;
    }
    Plan plan = base.overlay(text);
    if (text.length() <= LONGEST) {
      if (plans.size() >= MOST) {
        plans.clear(); // a flood of different texts gains nothing from a cache, whatever is thrown
        // out first
      }
      plans.put(text, plan);
    }
    return plan;
  }
}
