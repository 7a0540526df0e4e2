package fanout.backend.payload;

import fanout.v1.Order;
import fanout.v1.OrderLine;
import fanout.v1.OrderState;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Orders, newest first; about 60 to 210 bytes each. Their totals add up. */
public final class Orders {
  private static final List<String> GOODS =
      List.of(
          "Desk lamp",
          "Espresso beans 1 kg",
          "Notebook A5",
          "Rain jacket",
          "Running socks",
          "Bicycle bell",
          "Tea towel",
          "USB-C cable 2 m");
  private static final List<OrderState> OLD =
      List.of(OrderState.ORDER_STATE_DELIVERED, OrderState.ORDER_STATE_RETURNED);
  private static final List<OrderState> NEW =
      List.of(OrderState.ORDER_STATE_PLACED, OrderState.ORDER_STATE_SHIPPED);

  private Orders() {}

  /** The orders of all users. */
  public static Payloads<Order> orders() {
    return new Payloads<>("order", Orders::order);
  }

  private static Order order(RandomGenerator random, int position) {
    Order.Builder order =
        Order.newBuilder()
            .setOrderId("o-%06x".formatted(random.nextInt(1 << 24)))
            .setPlacedAt(
                Payloads.timestamp(
                    Payloads.EPOCH
                        .minus(Duration.ofDays(6L * position))
                        .minus(Duration.ofMinutes(random.nextInt(6 * 24 * 60)))))
            .setState((position < 2 ? NEW : OLD).get(random.nextInt(2)));
    long total = 0;
    int lines = random.nextInt(1, 5);
    for (int i = 0; i < lines; i++) {
      OrderLine line = line(random);
      total += line.getQuantity() * line.getUnitPriceCents();
      order.addLines(line);
    }
    return order.setTotalCents(total).build();
  }

  private static OrderLine line(RandomGenerator random) {
    int article = random.nextInt(GOODS.size());
    return OrderLine.newBuilder()
        .setSku("SKU-%04d".formatted(article))
        .setTitle(GOODS.get(article))
        .setQuantity(random.nextInt(1, 4))
        .setUnitPriceCents(199 + 650L * article)
        .build();
  }
}
