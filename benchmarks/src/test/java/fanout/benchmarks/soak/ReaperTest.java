package fanout.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReaperTest {
  private final CountDownLatch over = new CountDownLatch(1);
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void allThatDiedHaveComeBack() throws Exception {
    AtomicInteger left = new AtomicInteger(3);
    Reaper reaper = reaper(() -> endAt(left));

    reaper.killUntil(over, random);

    assertThat(reaper.deaths()).isEqualTo(3);
    assertThat(reaper.account()).isEqualTo(new Account("backends: deaths = came back", 3, 3));
  }

  private void endAt(AtomicInteger left) {
    if (left.decrementAndGet() == 0) {
      over.countDown();
    }
  }

  @Test
  void oneThatDoesNotComeBackEndsTheKillingAndSaysWhy() throws Exception {
    Reaper reaper =
        reaper(
            () -> {
              throw new IllegalStateException("the port is taken");
            });

    reaper.killUntil(over, random);
    reaper.killUntil(over, random); // of a later cycle

    assertThat(reaper.deaths()).isOne();
    assertThat(reaper.account().balanced()).isFalse();
    assertThat(reaper.account().name()).contains("the port is taken");
  }

  private static Reaper reaper(Reaper.Mortal backend) {
    return new Reaper(List.of(backend), Duration.ofMillis(1));
  }
}
