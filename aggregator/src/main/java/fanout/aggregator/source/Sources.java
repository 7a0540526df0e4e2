package fanout.aggregator.source;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Message;
import fanout.aggregator.attempt.AttemptInterceptor;
import fanout.runtime.resend.ResendInterceptor;
import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.ListNotificationsResponse;
import fanout.v1.ListOrdersRequest;
import fanout.v1.ListOrdersResponse;
import fanout.v1.Notification;
import fanout.v1.NotificationList;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.Order;
import fanout.v1.OrderList;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.Preference;
import fanout.v1.Section;
import fanout.v1.User;
import fanout.v1.UserServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The three backends of the dashboard. */
public final class Sources {
  private Sources() {}

  /**
   * The sources in the order in which a dashboard shows them.
   *
   * @param channels gives the channel to the backend of a section, whose callbacks run on its event
   *     loop; asked once for each
   */
  public static Map<String, SectionSource> all(Function<String, Channel> channels) {
    Map<String, SectionSource> sources = new LinkedHashMap<>();
    sources.put("user", user(channel("user", channels)));
    sources.put("orders", orders(channel("orders", channels)));
    sources.put("notifications", notifications(channel("notifications", channels)));
    return sources;
  }

  private static Channel channel(String name, Function<String, Channel> channels) {
    return ClientInterceptors.interceptForward(
        channels.apply(name),
        new AttemptInterceptor(MoreExecutors.directExecutor()),
        new SimulationHeaders(),
        new ResendInterceptor());
  }

  private static SectionSource user(Channel channel) {
    return new StubSource<>(
        "user",
        new StubSource.Stubs<>(
            UserServiceGrpc.newBlockingStub(channel),
                UserServiceGrpc.UserServiceBlockingStub::getUser,
            UserServiceGrpc.newStub(channel), UserServiceGrpc.UserServiceStub::getUser,
            UserServiceGrpc.newFutureStub(channel), UserServiceGrpc.UserServiceFutureStub::getUser),
        new StubSource.Data<GetUserRequest, GetUserResponse>(
            call ->
                GetUserRequest.newBuilder().setUserId(call.userId()).setShard(call.shard()).build(),
            GetUserResponse::getUser,
            GetUserResponse::getApplied,
            Sources::mergeUsers,
            User.getDefaultInstance()));
  }

  private static SectionSource orders(Channel channel) {
    return new StubSource<>(
        "orders",
        new StubSource.Stubs<>(
            OrderServiceGrpc.newBlockingStub(channel),
                OrderServiceGrpc.OrderServiceBlockingStub::listOrders,
            OrderServiceGrpc.newStub(channel), OrderServiceGrpc.OrderServiceStub::listOrders,
            OrderServiceGrpc.newFutureStub(channel),
                OrderServiceGrpc.OrderServiceFutureStub::listOrders),
        new StubSource.Data<ListOrdersRequest, ListOrdersResponse>(
            call ->
                ListOrdersRequest.newBuilder()
                    .setUserId(call.userId())
                    .setShard(call.shard())
                    .build(),
            response -> OrderList.newBuilder().addAllOrders(response.getOrdersList()).build(),
            ListOrdersResponse::getApplied,
            parts ->
                OrderList.newBuilder().addAllOrders(interleave(parts, Sources::ordersOf)).build(),
            OrderList.getDefaultInstance()));
  }

  private static SectionSource notifications(Channel channel) {
    return new StubSource<>(
        "notifications",
        new StubSource.Stubs<>(
            NotificationServiceGrpc.newBlockingStub(channel),
            NotificationServiceGrpc.NotificationServiceBlockingStub::listNotifications,
            NotificationServiceGrpc.newStub(channel),
            NotificationServiceGrpc.NotificationServiceStub::listNotifications,
            NotificationServiceGrpc.newFutureStub(channel),
            NotificationServiceGrpc.NotificationServiceFutureStub::listNotifications),
        new StubSource.Data<ListNotificationsRequest, ListNotificationsResponse>(
            call ->
                ListNotificationsRequest.newBuilder()
                    .setUserId(call.userId())
                    .setShard(call.shard())
                    .build(),
            response ->
                NotificationList.newBuilder()
                    .addAllNotifications(response.getNotificationsList())
                    .build(),
            ListNotificationsResponse::getApplied,
            parts ->
                NotificationList.newBuilder()
                    .addAllNotifications(interleave(parts, Sources::notificationsOf))
                    .build(),
            NotificationList.getDefaultInstance()));
  }

  /** Puts the content of a section into a reply. */
  public static void put(Message content, Section.Builder section) {
    switch (content) {
      case User user -> section.setUser(user);
      case OrderList orders -> section.setOrders(orders);
      case NotificationList notifications -> section.setNotifications(notifications);
      default ->
          throw new IllegalArgumentException("not the content of a section: " + content.getClass());
    }
  }

  private static List<Order> ordersOf(Message part) {
    return ((OrderList) part).getOrdersList();
  }

  private static List<Notification> notificationsOf(Message part) {
    return ((NotificationList) part).getNotificationsList();
  }

  private static List<Preference> preferencesOf(Message part) {
    return ((User) part).getPreferencesList();
  }

  private static Message mergeUsers(List<Message> parts) {
    User first = (User) parts.getFirst();
    return first.toBuilder()
        .clearPreferences()
        .addAllPreferences(interleave(parts, Sources::preferencesOf))
        .build();
  }

  /**
   * Shard i of n holds the items at positions i, i + n, i + 2n, …: taking one from each in turn
   * restores the order.
   */
  private static <T> List<T> interleave(List<Message> parts, Function<Message, List<T>> items) {
    List<List<T>> lists = parts.stream().map(items).toList();
    int longest = lists.stream().mapToInt(List::size).max().orElse(0);
    List<T> whole = new ArrayList<>();
    for (int row = 0; row < longest; row++) {
      for (List<T> list : lists) {
        if (row < list.size()) {
          whole.add(list.get(row));
        }
      }
    }
    return whole;
  }
}
