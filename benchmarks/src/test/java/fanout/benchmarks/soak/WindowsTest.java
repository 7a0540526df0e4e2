package fanout.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final Duration CYCLE = Duration.ofMinutes(3);

  private long now = -7; // any epoch
  private final Windows windows = new Windows(CYCLE, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void beats(int count, Duration late) {
    for (int i = 0; i < count; i++) {
      windows.late(late.toNanos());
    }
  }

  private void call(Duration overrun) {
    windows.overrun(overrun.toNanos());
  }

  private Punctuality judged() {
    return windows.punctuality();
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void aBurstOfNoiseExcusesItsOwnWindowAndNoOther() {
    windows.beginCycle();
    pass(Duration.ofSeconds(70));
    beats(500, millis(0));
    beats(500, millis(50));
    call(millis(900));
    assertThat(judged().quiet()).isEmpty();
    assertThat(judged().inTime()).isTrue();
    assertThat(judged().verdict())
        .isEqualTo("not judged: in none of 1 windows had the machine the time to tell");

    pass(Duration.ofSeconds(60));
    beats(500, millis(0));
    call(millis(4));
    assertThat(judged().inTime()).isTrue();
    assertThat(judged().verdict())
        .isEqualTo(
            "of 2 windows 1 were quiet and are judged, 1 are not judged: nothing lasted longer than"
                + " its budget plus 5 ms of scheduling");

    call(millis(6));
    assertThat(judged().inTime()).isFalse();
    assertThat(judged().verdict())
        .contains("in 0 nothing lasted longer", "6.0 ms over budget, 5.0 ms allowed");
  }

  @Test
  void aLateWakeUpOfAQuietWindowIsAllowedForEachThreadThatHasToWake() {
    windows.beginCycle();
    pass(Duration.ofSeconds(70));
    beats(200, millis(0));
    beats(1, millis(3));
    call(millis(19));
    assertThat(judged().quiet()).singleElement().matches(window -> !window.punctual());
    assertThat(judged().inTime()).isTrue();
    call(millis(21));
    assertThat(judged().inTime()).isFalse();
  }

  @Test
  void theFirstWindowIsTheWarmUp() {
    windows.beginCycle();
    beats(500, millis(0));
    call(millis(900));
    assertThat(judged().windows()).isEmpty();
    assertThat(judged().overrun().getTotalCount()).isZero();
  }

  @Test
  void whatWokeLateAtTheEndOfAWindowCountsInTheNextTooWhereACallMayEnd() {
    windows.beginCycle();
    pass(Duration.ofMillis(59_500));
    beats(1, millis(3));
    pass(Duration.ofSeconds(1));
    beats(300, millis(0));
    assertThat(judged().windows()).extracting(Timing::latest).containsExactly(millis(3));
  }

  @Test
  void allCyclesHaveTheSameWindowsAndWhatIsBetweenThemBelongsToTheLast() {
    for (int cycle = 0; cycle < 2; cycle++) {
      windows.beginCycle();
      for (int minute = 0; minute < 3; minute++) {
        call(millis(10 * cycle + minute));
        pass(Duration.ofMinutes(1));
      }
      pass(Duration.ofMinutes(5));
      call(millis(10 * cycle + 7));
    }
    List<Duration> expected = IntStream.of(1, 7, 10, 11, 17).mapToObj(WindowsTest::millis).toList();
    assertThat(judged().windows()).extracting(Timing::overrun).isEqualTo(expected);
  }
}
