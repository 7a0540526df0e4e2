package fanout.backend.service;

import fanout.backend.latency.Constant;
import fanout.backend.latency.LatencyModel;
import fanout.backend.payload.Notifications;
import fanout.backend.payload.Payloads;
import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Spec;
import fanout.v1.AppliedBehavior;
import fanout.v1.BatchListNotificationsRequest;
import fanout.v1.BatchListNotificationsResponse;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.ListNotificationsResponse;
import fanout.v1.Notification;
import fanout.v1.NotificationList;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.StreamNotificationsRequest;
import fanout.v1.StreamNotificationsResponse;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Notifications of users. A shard is a part of the list. */
@Spec.Name(value = "notifications", doc = "notifications of users")
public record SimulatedNotifications() implements SimulatedService {
  private static final Payloads<Notification> PAYLOADS = Notifications.notifications();

  @Override
  public LatencyModel usualLatency() {
    return new Constant(Duration.ofMillis(80));
  }

  @Override
  public ServerServiceDefinition bind(CallRunner runner) {
    return ServerServiceDefinition.builder(NotificationServiceGrpc.getServiceDescriptor())
        .addMethod(
            NotificationServiceGrpc.getListNotificationsMethod(),
            runner.unary(SimulatedNotifications::one))
        .addMethod(
            NotificationServiceGrpc.getBatchListNotificationsMethod(),
            runner.unary(SimulatedNotifications::batch))
        .addMethod(
            NotificationServiceGrpc.getStreamNotificationsMethod(),
            runner.stream(StreamNotificationsRequest::getSequence, SimulatedNotifications::message))
        .build();
  }

  private static Function<AppliedBehavior, ListNotificationsResponse> one(
      ListNotificationsRequest request, ByteSize payload) {
    List<Notification> notifications = notifications("", request, payload);
    return applied ->
        ListNotificationsResponse.newBuilder()
            .addAllNotifications(notifications)
            .setApplied(applied)
            .build();
  }

  private static Function<AppliedBehavior, BatchListNotificationsResponse> batch(
      BatchListNotificationsRequest batch, ByteSize payload) {
    BatchListNotificationsResponse.Builder response = BatchListNotificationsResponse.newBuilder();
    for (int i = 0; i < batch.getRequestsCount(); i++) {
      List<Notification> notifications =
          notifications(Requests.element(i), batch.getRequests(i), payload);
      response.addLists(NotificationList.newBuilder().addAllNotifications(notifications));
    }
    return applied -> response.setApplied(applied).build();
  }

  private static Function<AppliedBehavior, StreamNotificationsResponse> message(
      StreamNotificationsRequest message, ByteSize payload) {
    Function<AppliedBehavior, ListNotificationsResponse> one = one(message.getRequest(), payload);
    return applied ->
        StreamNotificationsResponse.newBuilder()
            .setSequence(message.getSequence())
            .setResponse(one.apply(applied))
            .build();
  }

  private static List<Notification> notifications(
      String where, ListNotificationsRequest request, ByteSize payload) {
    Requests.check(where, request.getUserId(), request.getShard());
    return PAYLOADS.part(request.getUserId(), payload, request.getShard());
  }
}
