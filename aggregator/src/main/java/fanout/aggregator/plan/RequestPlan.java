package fanout.aggregator.plan;

import fanout.aggregator.join.JoinPolicy;
import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * How a dashboard as a whole is put together. Immutable.
 *
 * @param sections which sections, in which order
 * @param strategy how the calls are issued and awaited
 * @param join when the dashboard is good enough
 * @param budget how long the whole request may take; the caller's own deadline counts too
 * @param reserve what the aggregator keeps of it for itself
 * @param propagate whether deadline and cancellation reach the backends; {@code false} is the wrong
 *     twin, whose calls run on when nobody waits for them
 * @param admission how many requests are let in at once, of all that say the same
 */
public record RequestPlan(
    @Spec.Default("user|orders|notifications") @Spec.Doc("which sections, in which order")
        List<String> sections,
    @Spec.Default("concurrent") @Spec.Doc("how the calls are issued and awaited")
        FanOutStrategy strategy,
    @Spec.Default("best-effort") @Spec.Doc("when the dashboard is good enough") JoinPolicy join,
    @Spec.Default("2s") @Spec.Doc("how long the whole request may take") Duration budget,
    @Spec.Default("2ms") @Spec.Doc("what the aggregator keeps of the budget for itself")
        Duration reserve,
    @Spec.Default("true") @Spec.Doc("whether deadline and cancellation reach the backends")
        boolean propagate,
    @Spec.Default("none") @Spec.Doc("how many requests are let in at once")
        ConcurrencyLimit admission) {
  public RequestPlan {
    sections = List.copyOf(sections);
    SpecException.require(!sections.isEmpty(), "sections", "none", "one or more");
    SpecException.require(
        new HashSet<>(sections).size() == sections.size(),
        "sections",
        Spec.print(sections),
        "each section once");
    SpecException.require(budget.isPositive(), "budget", budget, "more than 0ms");
    SpecException.require(
        !reserve.isNegative() && reserve.compareTo(budget) < 0,
        "reserve",
        reserve,
        "0ms or more, and less than the budget");
    SpecException.require(
        join.leastSections() <= sections.size(),
        "join",
        Spec.print(join),
        "at most the " + sections.size() + " sections asked for");
  }
}
