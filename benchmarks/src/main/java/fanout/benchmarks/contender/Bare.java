package fanout.benchmarks.contender;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.v1.Dashboard;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import fanout.v1.GetUserRequest;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.ListOrdersRequest;
import fanout.v1.NotificationList;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.NotificationServiceGrpc.NotificationServiceStub;
import fanout.v1.OrderList;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.OrderServiceGrpc.OrderServiceStub;
import fanout.v1.Section;
import fanout.v1.UserServiceGrpc;
import fanout.v1.UserServiceGrpc.UserServiceStub;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * The least that answers the same question: three asynchronous stubs with a deadline, on event
 * loops, all or nothing. No sections of their own fate, no policies, no budget, no telemetry.
 *
 * @param retry whether gRPC may send a call again that no server has seen, as it may for the
 *     aggregator; otherwise a call that meets a server about to shut down fails
 */
@Spec.Name(value = "bare", doc = "three asynchronous stubs and nothing else")
public record Bare(
    @Doc("whether gRPC sends a call again that no server has seen") @Default("true") boolean retry)
    implements Contender {
  private static final long DEADLINE_SECONDS = 20;
  private static final int CALLS = 3;

  @Override
  public Serving serve(Surroundings around) {
    return BareServer.serve(
        around,
        retry,
        backends ->
            new Service(
                UserServiceGrpc.newStub(backends.users()),
                OrderServiceGrpc.newStub(backends.orders()),
                NotificationServiceGrpc.newStub(backends.notifications())));
  }

  private static final class Service extends DashboardServiceImplBase {
    private final UserServiceStub users;
    private final OrderServiceStub orders;
    private final NotificationServiceStub notifications;

    Service(UserServiceStub users, OrderServiceStub orders, NotificationServiceStub notifications) {
      this.users = users;
      this.orders = orders;
      this.notifications = notifications;
    }

    @Override
    public void getDashboard(
        GetDashboardRequest request, StreamObserver<GetDashboardResponse> caller) {
      Gathering all = new Gathering(request.getUserId(), caller);
      users
          .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
          .getUser(
              GetUserRequest.newBuilder().setUserId(request.getUserId()).build(),
              all.part("user", (user, section) -> section.setUser(user.getUser())));
      orders
          .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
          .listOrders(
              ListOrdersRequest.newBuilder().setUserId(request.getUserId()).build(),
              all.part(
                  "orders",
                  (list, section) ->
                      section.setOrders(
                          OrderList.newBuilder().addAllOrders(list.getOrdersList()))));
      notifications
          .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
          .listNotifications(
              ListNotificationsRequest.newBuilder().setUserId(request.getUserId()).build(),
              all.part(
                  "notifications",
                  (list, section) ->
                      section.setNotifications(
                          NotificationList.newBuilder()
                              .addAllNotifications(list.getNotificationsList()))));
    }
  }

  /** Answers when the last part is there, or with the first error. */
  private static final class Gathering {
    private final String userId;
    private final StreamObserver<GetDashboardResponse> caller;
    private final Section.Builder[] sections = new Section.Builder[CALLS];
    private final AtomicInteger missing = new AtomicInteger(CALLS);
    private final AtomicBoolean answered = new AtomicBoolean();
    private int parts;

    Gathering(String userId, StreamObserver<GetDashboardResponse> caller) {
      this.userId = userId;
      this.caller = caller;
    }

    <R> StreamObserver<R> part(String name, BiConsumer<R, Section.Builder> content) {
      int index = parts++;
      Section.Builder section = Section.newBuilder().setName(name);
      sections[index] = section;
      return new StreamObserver<>() {
        @Override
        public void onNext(R response) {
          content.accept(response, section);
        }

        @Override
        public void onError(Throwable error) {
          if (answered.compareAndSet(false, true)) {
            caller.onError(error);
          }
        }

        @Override
        public void onCompleted() {
          if (missing.decrementAndGet() == 0 && answered.compareAndSet(false, true)) {
            caller.onNext(reply());
            caller.onCompleted();
          }
        }
      };
    }

    private GetDashboardResponse reply() {
      Dashboard.Builder dashboard = Dashboard.newBuilder().setUserId(userId).setCompleteness(1);
      for (Section.Builder section : sections) {
        dashboard.addSections(section);
      }
      return GetDashboardResponse.newBuilder().setDashboard(dashboard).build();
    }
  }
}
