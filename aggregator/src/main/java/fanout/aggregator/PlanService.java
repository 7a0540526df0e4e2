package fanout.aggregator;

import fanout.aggregator.plan.Plan;
import fanout.runtime.settings.RuntimeLayer;
import fanout.runtime.settings.RuntimeLayer.State;
import fanout.runtime.spec.SpecException;
import fanout.v1.GetPlanRequest;
import fanout.v1.GetPlanResponse;
import fanout.v1.LayeredPlan;
import fanout.v1.PlanServiceGrpc.PlanServiceImplBase;
import fanout.v1.ResetPlanRequest;
import fanout.v1.ResetPlanResponse;
import fanout.v1.SetPlanRequest;
import fanout.v1.SetPlanResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads and changes the plan of requests that do not choose otherwise. For the admin port. */
final class PlanService extends PlanServiceImplBase {
  private final RuntimeLayer<Plan> layer;

  PlanService(RuntimeLayer<Plan> layer) {
    this.layer = layer;
  }

  @Override
  public void getPlan(GetPlanRequest request, StreamObserver<GetPlanResponse> observer) {
    observer.onNext(GetPlanResponse.newBuilder().setPlan(message(layer.state())).build());
    observer.onCompleted();
  }

  @Override
  public void setPlan(SetPlanRequest request, StreamObserver<SetPlanResponse> observer) {
    State<Plan> state;
    try {
      state = layer.set(request.getPlan(), timeToLive(request));
    } catch (SpecException e) {
      observer.onError(Replies.refusal(e));
      return;
    }
    observer.onNext(SetPlanResponse.newBuilder().setPlan(message(state)).build());
    observer.onCompleted();
  }

  @Override
  public void resetPlan(ResetPlanRequest request, StreamObserver<ResetPlanResponse> observer) {
    observer.onNext(ResetPlanResponse.newBuilder().setPlan(message(layer.reset())).build());
    observer.onCompleted();
  }

  private static Optional<Duration> timeToLive(SetPlanRequest request) {
    return request.hasTimeToLive()
        ? Optional.of(
            RuntimeLayer.timeToLive(
                request.getTimeToLive().getSeconds(), request.getTimeToLive().getNanos()))
        : Optional.empty();
  }

  private static LayeredPlan message(State<Plan> state) {
    LayeredPlan.Builder plan =
        LayeredPlan.newBuilder()
            .setStartUp(state.startUp().toString())
            .setOverlay(state.overlay())
            .setEffective(state.effective().toString());
    state.expiry().ifPresent(expiry -> plan.setOverlayExpiresAt(timestamp(expiry.at())));
    return plan.build();
  }

  private static com.google.protobuf.Timestamp timestamp(Instant instant) {
    return com.google.protobuf.Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
