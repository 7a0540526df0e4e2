package fanout.aggregator.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.aggregator.limit.Limit.End;
import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimitersTest {
  private final FakeTime time = new FakeTime();
  private final Collected metrics = new Collected();
  private final Limiters limiters = new Limiters(metrics.meter(), time, time);

  private Guest enter(String scope, int n) {
    Guest guest = new Guest("call", new ArrayList<>());
    limiters.get(scope, new Fixed(n, 0)).acquire(Optional.empty(), guest);
    return guest;
  }

  @Test
  void oneScopeUnderOnePolicyHasOneLimiter() {
    Limiter limiter = limiters.get("orders", new Fixed(1, 0));
    assertThat(limiters.get("orders", new Fixed(1, 0))).isSameAs(limiter);
    assertThat(limiters.get("user", new Fixed(1, 0))).isNotSameAs(limiter);
    assertThat(limiters.get("orders", new Fixed(2, 0))).isNotSameAs(limiter);
  }

  @Test
  void whereAllAreInUseAnotherIsRefusedByNameUntilOneIsNot() {
    List<Guest> guests = new ArrayList<>();
    for (int n = 1; n <= 16; n++) {
      guests.add(enter("orders", n));
    }
    assertThatThrownBy(() -> limiters.get("orders", new Fixed(17, 0)))
        .hasMessageContaining("fixed(n=17,queue=0): there are already 16 other limits in use")
        .hasMessageContaining("on orders");
    assertThat(limiters.get("user", new Fixed(17, 0))).isNotNull();

    guests.get(4).permit().release(End.ANSWERED);
    Limiter kept = limiters.get("orders", new Fixed(1, 0));
    enter("orders", 17);
    assertThat(limiters.get("orders", new Fixed(1, 0))).isSameAs(kept);
    assertThat(limiters.isIdle()).isFalse();
  }

  @Test
  void theOneAskedForLongestAgoMakesWay() {
    Limiter first = limiters.get("orders", new Fixed(1, 0));
    Limiter second = limiters.get("orders", new Fixed(2, 0));
    for (int n = 3; n <= 16; n++) {
      limiters.get("orders", new Fixed(n, 0));
    }
    limiters.get("orders", new Fixed(1, 0));
    limiters.get("orders", new Fixed(17, 0));
    assertThat(limiters.get("orders", new Fixed(1, 0))).isSameAs(first);
    assertThat(limiters.get("orders", new Fixed(2, 0))).isNotSameAs(second);
  }

  @Test
  void theNumbersOfAPolicyAreNoLabels() {
    for (int n = 1; n <= 16; n++) {
      enter("orders", n);
    }
    enter("inbound", 1);

    assertThat(metrics.labels("fanout.limit.permits"))
        .containsExactlyInAnyOrder(
            Attributes.of(Collected.SCOPE, "orders", Collected.POLICY, "fixed"),
            Attributes.of(Collected.SCOPE, "inbound", Collected.POLICY, "fixed"));
    assertThat(metrics.sum("fanout.limit.permits", "orders")).isEqualTo(16 * 17 / 2);
    assertThat(metrics.sum("fanout.limit.in_use", "orders")).isEqualTo(16);
  }

  @Test
  void whatALimitHadTurnedAwayStillCountsWhenItHasMadeWay() {
    Guest guest = enter("orders", 1);
    enter("orders", 1);
    enter("orders", 1);
    guest.permit().release(End.ANSWERED);
    for (int n = 2; n <= 17; n++) {
      limiters.get("orders", new Fixed(n, 0));
    }
    assertThat(metrics.sum("fanout.limit.shed", "orders")).isEqualTo(2);
    enter("orders", 2);
    enter("orders", 2);
    enter("orders", 2);
    assertThat(metrics.sum("fanout.limit.shed", "orders")).isEqualTo(3);
  }
}
