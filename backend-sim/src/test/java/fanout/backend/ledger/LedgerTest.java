package fanout.backend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.backend.FakeTime;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final FakeTime time = new FakeTime();
  private final Ledger ledger = new Ledger(time::nanoTime);

  @Test
  void countsEveryEndingOnce() {
    Ledger.Entry entry = ledger.start();
    assertThat(entry.answer(Status.Code.OK)).isTrue();
    assertThat(entry.answer(Status.Code.INTERNAL)).isFalse();
    entry.callerGone();
    entry.abandon();
    assertThat(ledger.read()).isEqualTo(counts(1, 1, Map.of(), 0, 0, 0, 0));
  }

  @Test
  void anAnswerToACallerThatHasGoneCountsAsCancelled() {
    Ledger.Entry entry = ledger.start();
    entry.callerGone();
    assertThat(entry.answer(Status.Code.OK)).isFalse();
    assertThat(ledger.read().cancelled()).isEqualTo(1);
  }

  @Test
  void workInFlightIsCountedUpToNowAcrossTheWrapOfTheClock() {
    Ledger.Entry first = ledger.start();
    first.working();
    time.pass(Duration.ofSeconds(4));
    Ledger.Entry second = ledger.start();
    second.working();
    time.pass(Duration.ofSeconds(3));
    assertThat(ledger.read()).isEqualTo(counts(2, 0, Map.of(), 0, 2, 10, 0));
    first.answer(Status.Code.ABORTED);
    time.pass(Duration.ofSeconds(1));
    assertThat(ledger.read()).isEqualTo(counts(2, 0, Map.of(Status.Code.ABORTED, 1L), 0, 1, 11, 0));
  }

  @Test
  void workAfterTheCallerHasGoneIsCountedApart() {
    Ledger.Entry entry = ledger.start();
    time.pass(Duration.ofSeconds(1));
    entry.working();
    time.pass(Duration.ofSeconds(2));
    entry.callerGone();
    time.pass(Duration.ofSeconds(3));
    assertThat(ledger.read()).isEqualTo(counts(1, 0, Map.of(), 0, 1, 5, 3));
    entry.abandon();
    time.pass(Duration.ofSeconds(9));
    assertThat(ledger.read()).isEqualTo(counts(1, 0, Map.of(), 1, 0, 5, 3));
  }

  @Test
  void waitingInTheQueueIsNoWork() {
    ledger.start();
    time.pass(Duration.ofSeconds(5));
    assertThat(ledger.read().worked()).isZero();
  }

  @Test
  void aResetKeepsWhatIsInFlightAndCountsItsFurtherWork() {
    Ledger.Entry entry = ledger.start();
    entry.working();
    time.pass(Duration.ofSeconds(2));
    assertThat(ledger.readAndReset()).isEqualTo(counts(1, 0, Map.of(), 0, 1, 2, 0));
    time.pass(Duration.ofSeconds(1));
    assertThat(ledger.read()).isEqualTo(counts(0, 0, Map.of(), 0, 1, 1, 0));
    entry.answer(Status.Code.OK);
    assertThat(ledger.read()).isEqualTo(counts(0, 1, Map.of(), 0, 0, 1, 0));
  }

  @Test
  void anAnswerACancelAndADeadlineThatRaceLeaveOneEnding() throws Exception {
    int rounds = 2_000;
    AtomicInteger sent = new AtomicInteger();
    CyclicBarrier barrier = new CyclicBarrier(3);
    try (ExecutorService racers = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < rounds; i++) {
        Ledger.Entry entry = ledger.start();
        entry.working();
        List<Runnable> race =
            new ArrayList<>(
                List.of(
                    () -> sent.addAndGet(entry.answer(Status.Code.OK) ? 1 : 0),
                    () -> {
                      entry.callerGone();
                      entry.abandon();
                    },
                    () -> sent.addAndGet(entry.answer(Status.Code.DEADLINE_EXCEEDED) ? 1 : 0)));
        Collections.rotate(race, i);
        List<Future<?>> ends = new ArrayList<>();
        for (Runnable racer : race) {
          ends.add(
              racers.submit(
                  () -> {
                    barrier.await();
                    racer.run();
                    return null;
                  }));
        }
        for (Future<?> end : ends) {
          end.get();
        }
      }
    }
    LedgerCounts counts = ledger.read();
    assertThat(counts.finished() + counts.failures() + counts.cancelled()).isEqualTo(rounds);
    assertThat(counts.finished() + counts.failures()).isEqualTo(sent.get());
    assertThat(counts.inFlight()).isZero();
  }

  private static LedgerCounts counts(
      long started,
      long finished,
      Map<Status.Code, Long> failed,
      long cancelled,
      long inFlight,
      long workedSeconds,
      long wastedSeconds) {
    return new LedgerCounts(
        started,
        finished,
        failed,
        cancelled,
        inFlight,
        Duration.ofSeconds(workedSeconds),
        Duration.ofSeconds(wastedSeconds));
  }
}
