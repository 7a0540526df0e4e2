package fanout.backend.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.backend.pause.WaitQueue.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timer thread's work, step by step in fake time. */
class TimerLoopTest {
  private static final long MS = 1_000_000;

  private final FakeTicker ticker = new FakeTicker(-7);
  private final TimerLoop loop = new TimerLoop(ticker);
  private final List<String> ended = new ArrayList<>();

  @BeforeEach
  void aMachineThatWakesLate() {
    ticker.overshoot = () -> 90_000;
  }

  private Entry add(long nanos, String name) {
    return loop.add(nanos, () -> ended.add(name));
  }

  private void runAll() {
    runAll(loop);
  }

  private static void runAll(TimerLoop loop) {
    while (loop.pending() > 0) {
      loop.turn();
    }
  }

  @Test
  void waitsEndInTheOrderOfTheirDeadlinesAndTiesInTheOrderOfTheirStart() {
    add(3 * MS, "c");
    add(MS, "a1");
    add(2 * MS, "b");
    add(MS, "a2");
    add(MS, "a3");
    runAll();
    assertThat(ended).containsExactly("a1", "a2", "a3", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 50 * 1_000_000, 1L << 40})
  void noWaitEndsEarlyWhateverTheEpochAndHoweverParksEnd(long epoch) {
    FakeTicker odd = new FakeTicker(epoch);
    TimerLoop oddLoop = new TimerLoop(odd);
    SplittableRandom random = new SplittableRandom(1);
    odd.overshoot = () -> random.nextLong(-400_000, 400_000);
    List<Long> lateness = new ArrayList<>();
    List<Long> deadlines = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      long nanos = random.nextLong(1, 100 * MS);
      oddLoop.add(
          nanos,
          () -> {
            lateness.add(odd.now - (epoch + nanos));
            deadlines.add(nanos);
          });
    }
    runAll(oddLoop);
    assertThat(lateness).hasSize(1_000).allMatch(late -> late >= 0);
    assertThat(deadlines).isSorted();
  }

  @Test
  void aWaitThatIsCalledOffNeverEnds() {
    Entry a = add(MS, "a");
    add(MS, "b");
    assertThat(loop.cancel(a)).isTrue();
    assertThat(loop.cancel(a)).isFalse();
    runAll();
    assertThat(ended).containsExactly("b");
  }

  @Test
  void aWaitThatHasEndedOrIsEndingCannotBeCalledOff() {
    List<Boolean> answers = new ArrayList<>();
    Entry[] self = new Entry[1];
    self[0] = loop.add(MS, () -> answers.add(loop.cancel(self[0])));
    runAll();
    answers.add(loop.cancel(self[0]));
    assertThat(answers).containsExactly(false, false);
  }

  @Test
  void oneWaitMayCallOffAnotherThatIsDueAtTheSameTime() {
    Entry[] other = new Entry[1];
    List<Boolean> answers = new ArrayList<>();
    loop.add(MS, () -> answers.add(loop.cancel(other[0])));
    other[0] = add(MS, "other");
    runAll();
    assertThat(answers).containsExactly(true);
    assertThat(ended).isEmpty();
  }

  @Test
  void callingOffBetweenParkAndDeadlineStillWins() {
    Entry a = add(MS, "a");
    ticker.overshoot = () -> 0;
    loop.turn();
    assertThat(loop.cancel(a)).as("after the park").isTrue();
    Entry b = add(30_000, "b");
    ticker.meanwhile = () -> loop.cancel(b);
    loop.turn();
    runAll();
    assertThat(ended).isEmpty();
  }

  @Test
  void anEarlierWaitOvertakesASpinUnderWay() {
    add(50_000, "late");
    ticker.meanwhile = () -> add(10_000, "early");
    runAll();
    assertThat(ended).containsExactly("early", "late");
    assertThat(loop.stats().max().toNanos()).isLessThanOrEqualTo(FakeTicker.SPIN_NANOS);
  }

  @Test
  void theLeadIsLearntAndFollowsTheMachineBothWays() {
    for (long overshoot : new long[] {90_000, 200_000, 20_000}) {
      ticker.overshoot = () -> overshoot;
      for (int i = 0; i < Lead.WINDOW + 8; i++) {
        add(5 * MS, "");
        runAll();
      }
      assertThat(loop.stats().lead().toNanos()).isEqualTo(overshoot);
      long due = ticker.now + 5 * MS;
      add(5 * MS, "");
      runAll();
      assertThat(ticker.now - due).isBetween(0L, FakeTicker.SPIN_NANOS);
    }
  }

  @Test
  void aWakeUpThatMetACollectionDoesNotMoveTheLead() {
    int[] count = new int[1];
    ticker.overshoot = () -> count[0]++ % 20 == 0 ? 40 * MS : 90_000;
    for (int i = 0; i < 200; i++) {
      add(5 * MS, "");
      runAll();
    }
    assertThat(loop.stats().lead().toNanos()).isEqualTo(90_000);
  }

  @Test
  void aMachineThatAlwaysWakesVeryLateDoesNotMakeTheTimerSpinForEver() {
    ticker.overshoot = () -> 40 * MS;
    for (int i = 0; i < 200; i++) {
      add(50 * MS, "");
      runAll();
    }
    assertThat(loop.stats().lead().toNanos()).isEqualTo(Lead.MOST_NANOS);
  }

  @Test
  void spinningIsBoundedWhateverTheRate() {
    SplittableRandom random = new SplittableRandom(3);
    ticker.overshoot = () -> random.nextLong(60_000, 100_000);
    long start = ticker.now;
    for (int i = 0; i < 20_000; i++) {
      add(i * 100_000L, "");
    }
    runAll();
    assertThat(ticker.spun).isPositive().isLessThan((long) (0.21 * (ticker.now - start)) + MS);
  }

  @Test
  void anIdleTimerParksUntilItIsWoken() {
    loop.turn();
    assertThat(ticker.parks).containsExactly(Long.MAX_VALUE);
    assertThat(ticker.spun).isZero();
  }

  @Test
  void whatThrowsDoesNotStopTheOthers() {
    loop.add(
        MS,
        () -> {
          throw new IllegalStateException("thrown on purpose by a test");
        });
    loop.add(
        MS,
        () -> {
          throw new AssertionError("thrown on purpose by a test");
        });
    add(MS, "c");
    runAll();
    assertThat(ended).containsExactly("c");
  }

  @Test
  void anInterruptDoesNotTurnParkingIntoSpinning() {
    add(MS, "a");
    ticker.meanwhile = () -> Thread.currentThread().interrupt();
    loop.turn();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void latenessIsCountedFromTheDeadline() {
    loop.add(MS, () -> ticker.now += 3 * MS);
    add(2 * MS, "behind it");
    ticker.overshoot = () -> 0;
    runAll();
    assertThat(loop.stats().ended()).isEqualTo(2);
    assertThat(loop.stats().max().toNanos()).isBetween(1_990_000L, 2_010_000L);
  }

  @Test
  void aClosedLoopForgetsWhatWaitsAndRefusesMore() {
    Entry a = add(MS, "a");
    loop.close();
    assertThat(loop.stats().pending()).isZero();
    assertThat(loop.cancel(a)).isFalse();
    assertThatThrownBy(() -> add(MS, "b")).isInstanceOf(RejectedExecutionException.class);
    loop.run();
    assertThat(ended).isEmpty();
  }
}
