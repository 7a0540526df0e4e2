package fanout.benchmarks.contender;

import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import fanout.v1.GetUserRequest;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.ListOrdersRequest;
import fanout.v1.NotificationList;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.NotificationServiceGrpc.NotificationServiceBlockingStub;
import fanout.v1.OrderList;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.OrderServiceGrpc.OrderServiceBlockingStub;
import fanout.v1.Section;
import fanout.v1.UserServiceGrpc;
import fanout.v1.UserServiceGrpc.UserServiceBlockingStub;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** What {@link Bare} answers, by three blocking stubs in turn on a virtual thread. */
@Spec.Name(value = "bare-in-turn", doc = "three blocking stubs in turn and nothing else")
public record BareInTurn() implements Contender {
  private static final long DEADLINE_SECONDS = 20;

  @Override
  public Serving serve(Surroundings around) {
    return BareServer.serve(
        around,
        true,
        backends ->
            new Service(
                UserServiceGrpc.newBlockingStub(backends.users()),
                OrderServiceGrpc.newBlockingStub(backends.orders()),
                NotificationServiceGrpc.newBlockingStub(backends.notifications())));
  }

  private static final class Service extends DashboardServiceImplBase {
    private final UserServiceBlockingStub users;
    private final OrderServiceBlockingStub orders;
    private final NotificationServiceBlockingStub notifications;

    Service(
        UserServiceBlockingStub users,
        OrderServiceBlockingStub orders,
        NotificationServiceBlockingStub notifications) {
      this.users = users;
      this.orders = orders;
      this.notifications = notifications;
    }

    @Override
    public void getDashboard(
        GetDashboardRequest request, StreamObserver<GetDashboardResponse> caller) {
      Thread.ofVirtual().start(() -> answer(request.getUserId(), caller));
    }

    private void answer(String userId, StreamObserver<GetDashboardResponse> caller) {
      try {
        Dashboard.Builder dashboard =
            Dashboard.newBuilder()
                .setUserId(userId)
                .setCompleteness(1)
                .addSections(user(userId))
                .addSections(orders(userId))
                .addSections(notifications(userId));
        caller.onNext(GetDashboardResponse.newBuilder().setDashboard(dashboard).build());
        caller.onCompleted();
      } catch (StatusRuntimeException e) {
        caller.onError(e);
      }
    }

    private Section.Builder user(String userId) {
      GetUserRequest request = GetUserRequest.newBuilder().setUserId(userId).build();
      var answer =
          users.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).getUser(request).getUser();
      return Section.newBuilder().setName("user").setUser(answer);
    }

    private Section.Builder orders(String userId) {
      ListOrdersRequest request = ListOrdersRequest.newBuilder().setUserId(userId).build();
      var answer = orders.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).listOrders(request);
      return Section.newBuilder()
          .setName("orders")
          .setOrders(OrderList.newBuilder().addAllOrders(answer.getOrdersList()));
    }

    private Section.Builder notifications(String userId) {
      ListNotificationsRequest request =
          ListNotificationsRequest.newBuilder().setUserId(userId).build();
      var answer =
          notifications
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .listNotifications(request);
      return Section.newBuilder()
          .setName("notifications")
          .setNotifications(
              NotificationList.newBuilder().addAllNotifications(answer.getNotificationsList()));
    }
  }
}
