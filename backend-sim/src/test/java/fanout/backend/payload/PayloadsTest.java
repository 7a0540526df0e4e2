package fanout.backend.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import fanout.runtime.spec.ByteSize;
import fanout.v1.Notification;
import fanout.v1.Order;
import fanout.v1.OrderLine;
import fanout.v1.Shard;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTest {
  private static final ByteSize SIZE = new ByteSize(4096);

  static Stream<Payloads<?>> kinds() {
    return Stream.of(Profiles.preferences(), Orders.orders(), Notifications.notifications());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theShardsOfASectionAddUpToExactlyTheWhole(Payloads<?> payloads) {
    List<?> whole = payloads.whole("ada", SIZE);
    for (int count : new int[] {0, 1, 2, 7, 300}) {
      List<? extends List<?>> parts =
          IntStream.range(0, Math.max(1, count))
              .mapToObj(i -> payloads.part("ada", SIZE, shard(i, count)))
              .toList();
      for (int position = 0; position < whole.size(); position++) {
        List<?> part = parts.get(position % parts.size());
        assertThat(part.get(position / parts.size())).isEqualTo(whole.get(position));
      }
      assertThat(parts.stream().mapToInt(List::size).sum()).isEqualTo(whole.size());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSizeIsReachedAndExceededByLessThanOneItem(Payloads<?> payloads) {
    for (long bytes : new long[] {0, 1, 500, 1024, 100_000, 1 << 20}) {
      List<? extends MessageLite> items = payloads.whole("ada", new ByteSize(bytes));
      long size = items.stream().mapToLong(item -> item.getSerializedSize() + 3L).sum();
      assertThat(size).isGreaterThanOrEqualTo(bytes).isLessThan(bytes + 300);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aLargerSizeGivesMoreOfTheSameItemsAndAnotherUserOthers(Payloads<?> payloads) {
    List<?> small = payloads.whole("ada", new ByteSize(1024));
    List<?> large = payloads.whole("ada", SIZE);
    assertThat(large.subList(0, small.size())).isEqualTo(small);
    assertThat(payloads.whole("bob", SIZE)).isNotEqualTo(large);
  }

  @Test
  void theItemsOfAUserAreTheSameInEveryProcess() {
    assertThat(Orders.orders().whole("ada", SIZE)).isEqualTo(Orders.orders().whole("ada", SIZE));
    assertThat(Profiles.profile("ada").build()).isEqualTo(Profiles.profile("ada").build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada", "bob", "用户", " "})
  void ordersAreNewestFirstAndTheirTotalsAddUp(String user) {
    List<Order> orders = Orders.orders().whole(user, SIZE);
    assertThat(orders)
        .isSortedAccordingTo(
            Comparator.comparingLong((Order o) -> o.getPlacedAt().getSeconds()).reversed())
        .allSatisfy(
            order ->
                assertThat(order.getTotalCents())
                    .isEqualTo(order.getLinesList().stream().mapToLong(PayloadsTest::price).sum()));
  }

  @Test
  void notificationsAreNewestFirst() {
    assertThat(Notifications.notifications().whole("ada", SIZE))
        .isSortedAccordingTo(
            Comparator.comparingLong((Notification n) -> n.getSentAt().getSeconds()).reversed());
  }

  @Test
  void mailAddressesAreOfTheExampleDomainWhateverTheUserIsCalled() {
    assertThat(Profiles.profile("Ada @ évil.org").getEmail()).matches("[a-z0-9.-]+@example\\.com");
  }

  private static long price(OrderLine line) {
    return line.getQuantity() * line.getUnitPriceCents();
  }

  private static Shard shard(int index, int count) {
    return Shard.newBuilder().setIndex(index).setCount(count).build();
  }
}
