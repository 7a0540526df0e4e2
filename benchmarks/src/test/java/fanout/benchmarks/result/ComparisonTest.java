package fanout.benchmarks.result;

import static fanout.benchmarks.result.Runs.HERE;
import static fanout.benchmarks.result.Runs.noisy;
import static fanout.benchmarks.result.Runs.ratio;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final BenchRun THEN = Runs.of(HERE, ratio(0.88, 0.90, 0.92));

  @Test
  void aLossBeyondTheNoiseIsWorse() {
    assertThat(Comparison.of(Runs.of(HERE, ratio(0.79, 0.80, 0.81)), THEN).worse()).isTrue();
  }

  @Test
  void aLossWithinTheNoiseIsNone() {
    assertThat(Comparison.of(Runs.of(HERE, noisy(20, ratio(0.79, 0.80, 0.81))), THEN).worse())
        .isFalse();
  }

  @Test
  void aFigureIsJudgedByItsOwnNoiseAndNotByAnothers() {
    Figure then = new Figure("p50", "×", 1, 1, 1, 18, false, null, 1.0);
    Figure now = new Figure("p50", "×", 1.1, 1.1, 1.1, 18, false, null, 1.0);
    Figure noisy = noisy(20, ratio(0.79, 0.80, 0.81));
    BenchRun run = Runs.of(HERE, noisy, now);
    assertThat(Comparison.of(run, Runs.of(HERE, ratio(0.88, 0.90, 0.92), then)).changes())
        .extracting(Comparison.Change::worse)
        .containsExactly(false, true);
    BenchmarkResult result = run.benchmarks().getFirst();
    assertThat(result.figures()).extracting(result::tooNoisy).containsExactly(true, false);
    assertThat(Markdown.of(run))
        .containsOnlyOnce("too noisy")
        .contains("missed (too noisy: noise floor 20.0 %, others used 3 %)");
  }

  @Test
  void intervalsThatMeetProveNothing() {
    assertThat(Comparison.of(Runs.of(HERE, ratio(0.70, 0.80, 0.90)), THEN).worse()).isFalse();
  }

  @Test
  void aGainIsNotWorse() {
    assertThat(Comparison.of(Runs.of(HERE, ratio(1.1, 1.2, 1.3)), THEN).worse()).isFalse();
  }

  @Test
  void whereLowerIsBetterALossIsARise() {
    Figure then = new Figure("allocated", "kB", 30, 29, 31, 18, false, 30.0, 2.0);
    Figure now = new Figure("allocated", "kB", 40, 39, 41, 18, false, 30.0, 2.0);
    assertThat(Comparison.of(Runs.of(HERE, now), Runs.of(HERE, then)).worse()).isTrue();
    assertThat(Comparison.of(Runs.of(HERE, then), Runs.of(HERE, now)).worse()).isFalse();
  }

  @Test
  void fewRoundsProveNothing() {
    Figure then = new Figure("allocated", "kB", 30, 29, 31, 18, false, 35.0, 2.0);
    Figure now = new Figure("allocated", "kB", 40, 39, 41, 5, false, 35.0, 2.0);
    Comparison comparison = Comparison.of(Runs.of(HERE, now), Runs.of(HERE, then));
    assertThat(comparison.worse()).isFalse();
    assertThat(comparison.left()).containsExactly("against-bare, allocated: too few rounds");
    assertThat(now.verdict()).isEqualTo(Figure.Verdict.UNCLEAR);
    assertThat(then.verdict()).isEqualTo(Figure.Verdict.MET);
  }

  @Test
  void timesOfAnotherMachineAreNotCompared() {
    Machine other = new Machine("JVM 25", "Linux", "another cpu", 64);
    Figure then = new Figure("time", "s", 1, 1, 1, 18, false, null, 2.0);
    Figure now = new Figure("time", "s", 9, 9, 9, 18, false, null, 2.0);
    Comparison comparison =
        Comparison.of(Runs.of(HERE, now, ratio(0.9, 0.9, 0.9)), Runs.of(other, then));
    assertThat(comparison.worse()).isFalse();
    assertThat(comparison.changes()).isEmpty();
    assertThat(comparison.left())
        .containsExactly(
            "against-bare, time: another machine",
            "against-bare, throughput: not in the earlier run");
  }
}
