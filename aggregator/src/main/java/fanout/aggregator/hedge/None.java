package fanout.aggregator.hedge;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Executor;

/** Every call is sent once. */
@Spec.Name(value = "none", doc = "every call is sent once")
public record None() implements HedgePolicy {
  @Override
  public int hedges() {
    return 0;
  }

  @Override
  public List<Status.Code> nonFatal() {
    return List.of();
  }

  @Override
  public HedgeController controller(Replicas backend, Deadline.Ticker ticker, Executor planner) {
    return new HedgeController(
        backend,
        new FixedTiming(HedgePlan.NONE, backend),
        new TokenBudget(Probability.NEVER),
        ticker);
  }
}
