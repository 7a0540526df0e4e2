package fanout.lab.client;

import fanout.runtime.spec.SpecException;
import fanout.v1.GetPlanRequest;
import fanout.v1.LayeredPlan;
import fanout.v1.PlanServiceGrpc;
import fanout.v1.PlanServiceGrpc.PlanServiceBlockingStub;
import fanout.v1.ResetPlanRequest;
import fanout.v1.SetPlanRequest;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Steers the plan of one aggregator by its admin port. Thread-safe. Every method throws {@link
 * StatusRuntimeException} where it does not answer within five seconds.
 */
public final class PlanClient {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final PlanServiceBlockingStub stub;

  /** A client on a channel that its owner closes. */
  public PlanClient(Channel channel) {
    this.stub = PlanServiceGrpc.newBlockingStub(channel);
  }

  /** The plan, layer by layer. */
  public LayeredPlan get() {
    return ask(timed -> timed.getPlan(GetPlanRequest.getDefaultInstance()).getPlan());
  }

  /**
   * Lays a plan over the one of the start, in place of what was laid over before.
   *
   * @param timeToLive after this long it goes away by itself
   * @return the plan after the change
   * @throws SpecException if it is malformed; nothing has changed then
   */
  public LayeredPlan set(String plan, Optional<Duration> timeToLive) {
    SetPlanRequest.Builder request = SetPlanRequest.newBuilder().setPlan(plan);
    timeToLive.ifPresent(limit -> request.setTimeToLive(Times.of(limit)));
    return ask(timed -> timed.setPlan(request.build()).getPlan());
  }

  /** Takes such a layer away again and gives the plan after that. */
  public LayeredPlan reset() {
    return ask(timed -> timed.resetPlan(ResetPlanRequest.getDefaultInstance()).getPlan());
  }

  private LayeredPlan ask(Function<PlanServiceBlockingStub, LayeredPlan> request) {
    try {
      return request.apply(stub.withDeadlineAfter(LIMIT.toNanos(), TimeUnit.NANOSECONDS));
    } catch (StatusRuntimeException e) {
      throw Complaints.told(e);
    }
  }
}
