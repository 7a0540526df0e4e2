package fanout.aggregator.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class UsualLatencyTest {
  private static final long TEN_MS = Duration.ofMillis(10).toNanos();
  private final UsualLatency usual = new UsualLatency();
  private long now;

  private void attempts(int number, long nanos, boolean answered) {
    for (int i = 0; i < number; i++) {
      now += nanos;
      usual.add(nanos, answered, now);
    }
  }

  @Test
  void nothingIsUsualBeforeEnoughAttempts() {
    attempts(UsualLatency.LEAST - 1, TEN_MS, true);
    assertThat(usual.median()).isZero();
  }

  @Test
  void theMedianOfTheAnswersIsUsual() {
    attempts(UsualLatency.LEAST, TEN_MS, true);
    assertMedianIsTenMs();
  }

  @Test
  void anOutageThatLeavesNoMedianForgetsNothing() {
    attempts(UsualLatency.LEAST, TEN_MS, true);
    attempts(20 * UsualLatency.LEAST, TEN_MS / 10, false);
    assertMedianIsTenMs();
  }

  private void assertMedianIsTenMs() {
    assertThat(usual.median().toNanos()).isCloseTo(TEN_MS, Offset.offset(TEN_MS / 20));
  }
}
