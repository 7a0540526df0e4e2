package fanout.backend.service;

import fanout.backend.latency.Constant;
import fanout.backend.latency.LatencyModel;
import fanout.backend.payload.Payloads;
import fanout.backend.payload.Profiles;
import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Spec;
import fanout.v1.AppliedBehavior;
import fanout.v1.BatchGetUsersRequest;
import fanout.v1.BatchGetUsersResponse;
import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.Preference;
import fanout.v1.StreamUsersRequest;
import fanout.v1.StreamUsersResponse;
import fanout.v1.User;
import fanout.v1.UserServiceGrpc;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.function.Function;

/** Profiles of users. A shard is a part of the preferences. */
@Spec.Name(value = "user", doc = "profiles of users")
public record SimulatedUsers() implements SimulatedService {
  private static final Payloads<Preference> PREFERENCES = Profiles.preferences();

  @Override
  public LatencyModel usualLatency() {
    return new Constant(Duration.ofMillis(40));
  }

  @Override
  public ServerServiceDefinition bind(CallRunner runner) {
    return ServerServiceDefinition.builder(UserServiceGrpc.getServiceDescriptor())
        .addMethod(UserServiceGrpc.getGetUserMethod(), runner.unary(SimulatedUsers::one))
        .addMethod(UserServiceGrpc.getBatchGetUsersMethod(), runner.unary(SimulatedUsers::batch))
        .addMethod(
            UserServiceGrpc.getStreamUsersMethod(),
            runner.stream(StreamUsersRequest::getSequence, SimulatedUsers::message))
        .build();
  }

  private static Function<AppliedBehavior, GetUserResponse> one(
      GetUserRequest request, ByteSize payload) {
    User user = user("", request, payload);
    return applied -> GetUserResponse.newBuilder().setUser(user).setApplied(applied).build();
  }

  private static Function<AppliedBehavior, BatchGetUsersResponse> batch(
      BatchGetUsersRequest batch, ByteSize payload) {
    BatchGetUsersResponse.Builder response = BatchGetUsersResponse.newBuilder();
    for (int i = 0; i < batch.getRequestsCount(); i++) {
      response.addUsers(user(Requests.element(i), batch.getRequests(i), payload));
    }
    return applied -> response.setApplied(applied).build();
  }

  private static Function<AppliedBehavior, StreamUsersResponse> message(
      StreamUsersRequest message, ByteSize payload) {
    Function<AppliedBehavior, GetUserResponse> one = one(message.getRequest(), payload);
    return applied ->
        StreamUsersResponse.newBuilder()
            .setSequence(message.getSequence())
            .setResponse(one.apply(applied))
            .build();
  }

  private static User user(String where, GetUserRequest request, ByteSize payload) {
    Requests.check(where, request.getUserId(), request.getShard());
    return Profiles.profile(request.getUserId())
        .addAllPreferences(PREFERENCES.part(request.getUserId(), payload, request.getShard()))
        .build();
  }
}
