package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterruptionTest {
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch second = new CountDownLatch(1);

  @Test
  void workThatComesAfterTheSignalIsEndedAtOnce() throws InterruptedException {
    Interruption interruption = new Interruption();
    interruption.ends(first::countDown);
    Thread hook = Thread.ofVirtual().start(interruption::interrupted);
    first.await();

    interruption.ends(second::countDown);

    assertThat(second.getCount()).isZero();
    interruption.close();
    hook.join();
  }
}
