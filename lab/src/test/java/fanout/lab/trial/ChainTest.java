package fanout.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 64, 1000, 4095})
  void manyStepsAtATimeLeadWhereSingleStepsDo(int calls) {
    long x = 42;
    for (int i = 0; i < calls; i++) {
      x = Chain.next(x);
    }

    assertThat(Chain.after(42, calls)).isEqualTo(x);
  }

  @Test
  void everyCallThatIsTimedIsMade() {
    AtomicLong made = new AtomicLong();
    double nanos =
        Chain.nanos(
            x -> {
              made.incrementAndGet();
              return Chain.next(x);
            },
            Duration.ofMillis(2));

    assertThat(nanos).isPositive();
    assertThat(made.get()).isGreaterThan(20);
  }

  @Test
  void aCallThatIsLeftOutIsFoundOut() {
    AtomicLong asked = new AtomicLong();

    assertThatThrownBy(
            () ->
                Chain.nanos(
                    x -> asked.incrementAndGet() % 10 == 0 ? x : Chain.next(x),
                    Duration.ofMillis(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not made");
  }

  @Test
  void aServiceGivesTheNextValueByBothTransports() {
    try (NextService inProcess = NextService.inProcess(Telemetry.off());
        NextService loopback = NextService.loopback(Telemetry.off())) {
      assertThat(inProcess.next(7)).isEqualTo(Chain.next(7));
      assertThat(loopback.next(7)).isEqualTo(Chain.next(7));
    }
  }
}
