package fanout.aggregator.retry;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.runtime.spec.Spec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final RetryPolicy POLICY =
      Spec.parse(RetryPolicy.class, "backoff(initial=100ms,max=300ms,multiplier=2)");

  @Test
  void pausesGrowToTheLongest() {
    assertThat(POLICY.pause(0, 0.5)).isEqualTo(Duration.ofMillis(100));
    assertThat(POLICY.pause(1, 0.5)).isEqualTo(Duration.ofMillis(200));
    assertThat(POLICY.pause(2, 0.5)).isEqualTo(Duration.ofMillis(300));
    assertThat(POLICY.pause(1000, 0.5)).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void theJitterIsAFifthEitherWay() {
    assertThat(POLICY.pause(0, 0)).isEqualTo(Duration.ofMillis(80));
    assertThat(POLICY.pause(0, 1)).isEqualTo(Duration.ofMillis(120));
  }

  @Test
  void unthrottledNeverRefuses() {
    RetryThrottle throttle = new Unthrottled().start();
    for (int failure = 0; failure < 1000; failure++) {
      throttle.failed();
    }
    assertThat(throttle.allows()).isTrue();
  }

  @Test
  void anAnswerPutsItsShareBack() {
    RetryThrottle throttle = Spec.parse(Throttle.class, "tokens(max=10,ratio=0.1)").start();
    for (int failure = 0; failure < 5; failure++) {
      assertThat(throttle.allows()).isTrue();
      throttle.failed();
    }
    assertThat(throttle.allows()).as("half full").isFalse();
    throttle.answered();
    assertThat(throttle.tokens()).isEqualTo(5.1);
    assertThat(throttle.allows()).isTrue();
  }
}
