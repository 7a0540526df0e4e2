package fanout.aggregator;

import fanout.v1.Notification;
import fanout.v1.Order;
import fanout.v1.Preference;
import fanout.v1.Shard;
import fanout.v1.User;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What the fake backends know of a user: {@code u-230} has 230 of everything. */
final class Content {
  private Content() {}

  static User user(String userId, Shard shard) {
    return User.newBuilder()
        .setUserId(userId)
        .setDisplayName("User " + userId)
        .addAllPreferences(
            part(userId, shard, i -> Preference.newBuilder().setKey("p-" + i).build()))
        .build();
  }

  static List<Order> orders(String userId, Shard shard) {
    return part(userId, shard, i -> Order.newBuilder().setOrderId("o-" + i).build());
  }

  static List<Notification> notifications(String userId, Shard shard) {
    return part(userId, shard, i -> Notification.newBuilder().setNotificationId("n-" + i).build());
  }

  /** Shard i of n holds the items at positions i, i + n, i + 2n, … */
  private static <T> List<T> part(String userId, Shard shard, IntFunction<T> item) {
    int items = Integer.parseInt(userId.substring("u-".length()));
    int count = Math.max(1, shard.getCount());
    return IntStream.range(0, items)
        .filter(i -> i % count == shard.getIndex())
        .mapToObj(item)
        .toList();
  }
}
