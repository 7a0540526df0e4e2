package fanout.aggregator.hedge;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import io.grpc.Deadline;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Learns how long each replica takes and hedges at the times that buy the shortest tail for the
 * extra calls that the budget allows. Nothing is hedged before enough has been learnt, and nothing
 * beyond the budget: when every call is slow, hedging stops by itself.
 *
 * @param budget the most extra calls as a share of the calls; more than 0 %, up to 100 %
 * @param hedges the most for one call, from 1 to {@link HedgePolicy#MOST_HEDGES}
 * @param memory how long an observation counts at most; it is forgotten earlier where traffic is
 *     dense or where latency has changed
 * @param nonFatal codes that end an attempt but not the call; not OK
 */
@Spec.Name(value = "adaptive", doc = "learns latencies; hedges where it buys most, within a budget")
public record Adaptive(
    @Doc("the most extra calls, as a share of the calls") @Default("15%") Probability budget,
    @Doc("the most for one call") @Default("3") int hedges,
    @Doc("how long an observation counts at most") @Default("600s") Duration memory,
    @Doc("codes that leave the other attempts running")
        @Default("UNAVAILABLE|RESOURCE_EXHAUSTED|ABORTED")
        List<Status.Code> nonFatal)
    implements HedgePolicy {
  private static final Duration LONGEST = Duration.ofDays(1);

  public Adaptive {
    nonFatal = List.copyOf(nonFatal);
    SpecException.require(
        !nonFatal.contains(Status.Code.OK), "non-fatal", "OK", "any gRPC code but OK");
    SpecException.require(budget.value() > 0, "budget", budget, "more than 0%, up to 100%");
    SpecException.require(
        hedges >= 1 && hedges <= MOST_HEDGES, "hedges", hedges, "1 to " + MOST_HEDGES);
    SpecException.require(
        memory.isPositive() && memory.compareTo(LONGEST) <= 0,
        "memory",
        memory,
        "more than 0ms, up to 24h");
  }

  @Override
  public HedgeController controller(Replicas backend, Deadline.Ticker ticker, Executor planner) {
    return new HedgeController(
        backend, new LearntTiming(this, backend, ticker, planner), new TokenBudget(budget), ticker);
  }
}
