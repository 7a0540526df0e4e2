package fanout.aggregator.hedge;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import io.grpc.Deadline;
import java.util.concurrent.Executor;

/** Every call is sent once. */
@Spec.Name(value = "none", doc = "every call is sent once")
public record None() implements HedgePolicy {
  @Override
  public HedgeController controller(Replicas backend, Deadline.Ticker ticker, Executor planner) {
    return new HedgeController(
        backend,
        new FixedTiming(HedgePlan.NONE, backend),
        new TokenBudget(Probability.NEVER),
        ticker);
  }
}
