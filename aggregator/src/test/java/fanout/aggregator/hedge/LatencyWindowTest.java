package fanout.aggregator.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.DDSketch;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {
  private static final int WHOLE = LatencyWindow.SLICE * LatencyWindow.SLICES;

  private final LatencyWindow window = new LatencyWindow(Duration.ofSeconds(60));
  private final SplittableRandom random = new SplittableRandom(1);
  private long now = Long.MAX_VALUE - 1_000; // overflows soon

  private boolean add(int calls, double meanNanos) {
    boolean changed = false;
    for (int i = 0; i < calls; i++) {
      changed |= window.add((long) (-meanNanos * Math.log1p(-random.nextDouble())), false, now);
      now += 1_000_000;
    }
    return changed;
  }

  private Survival curve() {
    DDSketch answered = LatencyWindow.sketch();
    DDSketch cut = LatencyWindow.sketch();
    window.copyTo(answered, cut, now);
    return new Survival(answered, cut);
  }

  @Test
  void keepsAWindowOfObservationsAndNoMore() {
    assertThat(add(3 * WHOLE, 10e6)).isFalse();
    assertThat(curve().total()).isBetween((double) WHOLE - LatencyWindow.SLICE, (double) WHOLE);
  }

  @Test
  void forgetsWhatIsTooOld() {
    add(1_000, 10e6);
    now += Duration.ofSeconds(61).toNanos();
    assertThat(curve().total()).isZero();
  }

  @Test
  void whenEverythingBecomesSlowThePastIsForgottenWithASlice() {
    add(WHOLE, 10e6);
    assertThat(add(LatencyWindow.SLICE, 200e6)).isTrue();
    assertThat(curve().total()).isLessThanOrEqualTo(LatencyWindow.SLICE);
    assertThat(curve().at(60e6)).isGreaterThan(0.5); // exp(-6) before
  }

  @Test
  void whatIsSlowAgainAndAgainIsAPartOfTheLatencyAndNoChange() {
    int alarms = 0;
    for (int stretch = 0; stretch < 100; stretch++) {
      alarms += add(200, 10e6) ? 1 : 0;
      alarms += add(100, 60e6) ? 1 : 0;
    }
    assertThat(alarms).isLessThan(20); // 80 if a test believed in independence every time
    assertThat(curve().total()).isGreaterThan(WHOLE / 2.0);
    assertThat(curve().at(60e6)).isEqualTo(Math.exp(-1) / 3, within(0.05));
  }

  @Test
  void aNarrowBodyThatMovesByLessThanATenthIsNoChange() {
    addNarrow(WHOLE, 5.3e6);
    assertThat(addNarrow(WHOLE / 2, 5.6e6)).isFalse();
    assertThat(addNarrow(2 * LatencyWindow.SLICE, 8e6)).isTrue();
  }

  private boolean addNarrow(int calls, double nanos) {
    boolean changed = false;
    for (int i = 0; i < calls; i++) {
      changed |= window.add((long) (nanos * (1 + 0.01 * random.nextDouble())), false, now);
      now += 1_000_000;
    }
    return changed;
  }

  @Test
  void twoSlicesAfterAShiftHardlyAnyPastIsLeft() {
    add(WHOLE + LatencyWindow.SLICE / 2, 10e6); // the shift falls within a slice
    assertThat(add(2 * LatencyWindow.SLICE, 40e6)).isTrue();
    assertThat(curve().total()).isLessThan(3 * LatencyWindow.SLICE);
    assertThat(curve().at(40e6)).isEqualTo(Math.exp(-1), within(0.2));
  }

  @Test
  void aNewTailIsNoticedWithinAQuarterOfTheWindow() {
    add(WHOLE, 10e6);
    boolean changed = false;
    for (int i = 0; i < WHOLE / 4; i++) {
      changed |= add(1, random.nextInt(7) == 0 ? 300e6 : 10e6);
    }
    assertThat(changed).isTrue();
  }

  @Test
  void aReplicaThatStopsAnsweringLooksSlowAndNotFast() {
    add(WHOLE, 10e6);
    for (int i = 0; i < 2 * LatencyWindow.SLICE; i++) {
      window.add(Duration.ofSeconds(1).toNanos(), true, now);
    }
    assertThat(curve().answers()).isZero();
    assertThat(curve().at(0.9e9)).isEqualTo(1);
  }
}
