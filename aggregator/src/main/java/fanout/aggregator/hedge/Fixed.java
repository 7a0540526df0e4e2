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
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * A hedge after a fixed time, the next after the same time again, as in gRPC's own hedging policy.
 * Right for one shape of latency and one only; without a budget it doubles the load just when every
 * call is slow.
 *
 * @param after from one send to the next; more than 0, up to 1 h
 * @param hedges the most for one call, from 1 to {@link HedgePolicy#MOST_HEDGES}
 * @param budget the most extra calls as a share of the calls; empty: as many as there are
 * @param nonFatal codes that end an attempt but not the call; not OK
 */
@Spec.Name(value = "fixed", doc = "one more call after a fixed time, as gRPC's own hedging")
public record Fixed(
    @Doc("from one send to the next") Duration after,
    @Doc("the most for one call") @Default("1") int hedges,
    @Doc("the most extra calls, as a share of the calls") @Default("none")
        Optional<Probability> budget,
    @Doc("codes that leave the other attempts running")
        @Default("UNAVAILABLE|RESOURCE_EXHAUSTED|ABORTED")
        List<Status.Code> nonFatal)
    implements HedgePolicy {
  private static final Duration LONGEST = Duration.ofHours(1);

  public Fixed {
    nonFatal = List.copyOf(nonFatal);
    SpecException.require(
        !nonFatal.contains(Status.Code.OK), "non-fatal", "OK", "any gRPC code but OK");
    SpecException.require(
        after.isPositive() && after.compareTo(LONGEST) <= 0,
        "after",
        after,
        "more than 0ms, to 1h");
    SpecException.require(
        hedges >= 1 && hedges <= MOST_HEDGES, "hedges", hedges, "1 to " + MOST_HEDGES);
  }

  @Override
  public HedgeController controller(Replicas backend, Deadline.Ticker ticker, Executor planner) {
    long[] delays = IntStream.rangeClosed(1, hedges).mapToLong(n -> n * after.toNanos()).toArray();
    return new HedgeController(
        backend,
        new FixedTiming(new HedgePlan(delays), backend),
        budget.map(TokenBudget::new).orElseGet(TokenBudget::unlimited),
        ticker);
  }
}
