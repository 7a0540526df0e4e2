package fanout.backend.payload;

import fanout.v1.Notification;
import fanout.v1.NotificationPriority;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Notifications, newest first; about 100 to 140 bytes each. */
public final class Notifications {
  private static final List<String> TITLES =
      List.of("Your order is on its way", "New sign-in", "Price drop", "Your weekly summary");
  private static final List<String> BODIES =
      List.of(
          "It left the warehouse this morning and should reach you within two days.",
          "Somebody signed in from a device that we have not seen before. Was it you?",
          "An article on your list costs less than it did when you put it there.");
  private static final List<NotificationPriority> PRIORITIES =
      List.of(
          NotificationPriority.NOTIFICATION_PRIORITY_LOW,
          NotificationPriority.NOTIFICATION_PRIORITY_NORMAL,
          NotificationPriority.NOTIFICATION_PRIORITY_HIGH);

  private Notifications() {}

  /** The notifications of all users. */
  public static Payloads<Notification> notifications() {
    return new Payloads<>("notification", Notifications::notification);
  }

  private static Notification notification(RandomGenerator random, int position) {
    return Notification.newBuilder()
        .setNotificationId("n-%06x".formatted(random.nextInt(1 << 24)))
        .setSentAt(
            Payloads.timestamp(
                Payloads.EPOCH
                    .minus(Duration.ofHours(5L * position))
                    .minus(Duration.ofMinutes(random.nextInt(5 * 60)))))
        .setPriority(PRIORITIES.get(random.nextInt(PRIORITIES.size())))
        .setTitle(Payloads.pick(random, TITLES))
        .setBody(Payloads.pick(random, BODIES))
        .setRead(position >= 3 || random.nextBoolean())
        .build();
  }
}
