package fanout.benchmarks.result;

import static fanout.benchmarks.result.Runs.HERE;
import static fanout.benchmarks.result.Runs.ratio;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final BenchRun THEN = Runs.of(HERE, 2, ratio(0.88, 0.90, 0.92));

  @Test
  void aLossBeyondTheNoiseIsWorse() {
    assertThat(Comparison.of(Runs.of(HERE, 2, ratio(0.79, 0.80, 0.81)), THEN).worse()).isTrue();
  }

  @Test
  void aLossWithinTheNoiseIsNone() {
    assertThat(Comparison.of(Runs.of(HERE, 20, ratio(0.79, 0.80, 0.81)), THEN).worse()).isFalse();
  }

  @Test
  void intervalsThatMeetProveNothing() {
    assertThat(Comparison.of(Runs.of(HERE, 2, ratio(0.70, 0.80, 0.90)), THEN).worse()).isFalse();
  }

  @Test
  void aGainIsNotWorse() {
    assertThat(Comparison.of(Runs.of(HERE, 2, ratio(1.1, 1.2, 1.3)), THEN).worse()).isFalse();
  }

  @Test
  void whereLowerIsBetterALossIsARise() {
    Figure then = new Figure("allocated", "kB", 30, 29, 31, 18, false, 30.0);
    Figure now = new Figure("allocated", "kB", 40, 39, 41, 18, false, 30.0);
    assertThat(Comparison.of(Runs.of(HERE, 2, now), Runs.of(HERE, 2, then)).worse()).isTrue();
    assertThat(Comparison.of(Runs.of(HERE, 2, then), Runs.of(HERE, 2, now)).worse()).isFalse();
  }

  @Test
  void fewRoundsProveNothing() {
    Figure then = new Figure("allocated", "kB", 30, 29, 31, 18, false, 35.0);
    Figure now = new Figure("allocated", "kB", 40, 39, 41, 5, false, 35.0);
    Comparison comparison = Comparison.of(Runs.of(HERE, 2, now), Runs.of(HERE, 2, then));
    assertThat(comparison.worse()).isFalse();
    assertThat(comparison.left()).containsExactly("against-bare, allocated: too few rounds");
    assertThat(now.verdict()).isEqualTo(Figure.Verdict.UNCLEAR);
    assertThat(then.verdict()).isEqualTo(Figure.Verdict.MET);
  }

  @Test
  void timesOfAnotherMachineAreNotCompared() {
    Machine other = new Machine("JVM 25", "Linux", "another cpu", 64);
    Figure then = new Figure("time", "s", 1, 1, 1, 18, false, null);
    Figure now = new Figure("time", "s", 9, 9, 9, 18, false, null);
    Comparison comparison =
        Comparison.of(Runs.of(HERE, 2, now, ratio(0.9, 0.9, 0.9)), Runs.of(other, 2, then));
    assertThat(comparison.worse()).isFalse();
    assertThat(comparison.changes()).isEmpty();
    assertThat(comparison.left())
        .containsExactly(
            "against-bare, time: another machine",
            "against-bare, throughput: not in the earlier run");
  }
}
