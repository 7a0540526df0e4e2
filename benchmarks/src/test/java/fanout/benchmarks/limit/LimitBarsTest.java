package fanout.benchmarks.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bars of docs/limits.md, on every server and for every policy that limits. */
class LimitBarsTest {
  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final long SEED = 11;

  private static Stream<Arguments> limits() {
    return Scenarios.all(LENGTH).stream()
        .flatMap(
            overload ->
                Scenarios.policies(overload).stream()
                    .filter(policy -> !policy.equals("none"))
                    .map(policy -> Arguments.of(overload, policy)));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void underTwiceTheCapacityGoodputHoldsAndWhatIsLetInIsInTime(Overload overload, String policy) {
    Outcome half = LimitBenchmark.play(overload, 0.5, policy, SEED);
    Outcome full = LimitBenchmark.play(overload, 1, policy, SEED);
    Outcome twice = LimitBenchmark.play(overload, 2, policy, SEED);
    long longest = Collections.max(overload.deadlines()).toNanos();

    assertThat(twice.goodput()).isGreaterThanOrEqualTo(0.9 * full.goodput());
    assertThat(twice.p99()).isLessThanOrEqualTo(longest);
    assertThat(twice.wasted()).isLessThan(0.02);
    assertThat(twice.untilShed()).isLessThan(longest / 4.0);
    if (overload.slowdown() == 1) {
      assertThat(twice.goodput()).isGreaterThan(0.9 * overload.capacity());
      assertThat(half.shed()).isLessThan(0.05);
    }
  }

  @Test
  void withoutALimitTwiceTheCapacityIsACollapse() {
    Overload overload = Scenarios.all(LENGTH).getFirst();
    Outcome half = LimitBenchmark.play(overload, 0.5, "none", SEED);
    Outcome twice = LimitBenchmark.play(overload, 2, "none", SEED);

    assertThat(half.goodput()).isGreaterThan(0.99 * half.offered());
    assertThat(twice.goodput()).isLessThan(0.01 * overload.capacity());
    assertThat(twice.wasted()).isGreaterThan(0.99);
    assertThat(twice.p99()).isGreaterThan(Duration.ofSeconds(10).toNanos());
  }

  @ParameterizedTest
  @MethodSource("adaptive")
  void anAdaptiveLimitDoesNotDriftInALongOverload(String policy) {
    Overload overload =
        new Overload(
            "long",
            8,
            Scenarios.all(LENGTH).getFirst().service(),
            1,
            List.of(Duration.ofSeconds(1)),
            Duration.ofMinutes(10));
    Outcome outcome = LimitBenchmark.play(overload, 2, policy, SEED);

    assertThat(outcome.limit()).isBetween(overload.servers() / 2, 3 * overload.servers());
    assertThat(outcome.goodput()).isGreaterThan(0.97 * overload.capacity());
  }

  private static Stream<String> adaptive() {
    return Stream.of("gradient", "vegas");
  }

  @Test
  void theSameSettingsPrintTheSameTable() {
    Overload overload = Scenarios.all(Duration.ofSeconds(20)).getFirst();
    assertThat(LimitBenchmark.table(overload, SEED))
        .isEqualTo(LimitBenchmark.table(overload, SEED))
        .contains("**M/M/8**", "| `gradient` | 2.0 |");
  }
}
