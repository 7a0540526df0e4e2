package fanout.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchmarkTest {
  private static final Effort TOUCH = new Effort(1, 1, Duration.ofMillis(100), Duration.ZERO);

  static List<Benchmark> all() {
    return Benchmark.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aBenchmarkSaysWhatItComparesAndNamesItsFiguresOnce(Benchmark benchmark) {
    assertThat(benchmark.question()).isNotBlank();
    assertThat(benchmark.goals()).isNotEmpty();
    assertThat(benchmark.goals().stream().map(Goal::name)).doesNotHaveDuplicates();
  }

  @Test
  void everyFigureIsFoundInARoundOfItsArms() throws Exception {
    Benchmark benchmark = new AgainstBare();
    try (Probe probe = benchmark.open(TOUCH)) {
      Readings round = probe.round(new SplittableRandom(1));

      assertThat(round.byArm()).hasSize(2);
      assertThat(benchmark.goals()).allSatisfy(goal -> assertThat(goal.in(round)).isPositive());
      assertThat(probe.sameAgain())
          .containsKeys(benchmark.goals().stream().map(Goal::metric).toArray(Metric[]::new));
    }
  }

  @Test
  void theContendersProcessesAreGoneWhenAProbeIsClosed() throws Exception {
    long before = ProcessHandle.current().children().count();
    new AgainstBare().open(TOUCH).close();
    assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
  }
}
