package fanout.backend.draw;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.runtime.spec.Probability;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsTest {
  /** A sound generator fails one of these with this probability; the seeds are fixed. */
  private static final double FALSE_ALARM = 1e-4;

  private static final int CALLS = 20_000;

  private final Draws draws = new Draws(42);

  private double latency(int request) {
    return draws.stream("orders", "latency", "r-" + request).nextDouble();
  }

  @Test
  void theSameNamesGiveTheSameStream() {
    var one = draws.stream("orders", "latency", "r-1");
    var other = new Draws(42).stream("orders", "latency", new String("r-1"));
    for (int i = 0; i < 100; i++) {
      assertThat(other.nextLong()).isEqualTo(one.nextLong());
    }
  }

  /** Saved runs must not change under a new version: these figures are part of the contract. */
  @Test
  void theStreamsAreTheSameForEver() {
    assertThat(draws.stream("orders", "latency", "r-1").nextLong()).isEqualTo(7796021206714858840L);
  }

  @Test
  void namesDoNotRunIntoEachOther() {
    List<Long> first =
        List.of(
            draws.stream("ab", "c", "d").nextLong(),
            draws.stream("a", "bc", "d").nextLong(),
            draws.stream("a", "b", "cd").nextLong(),
            draws.stream("abcd", "", "").nextLong(),
            draws.stream("", "abcd", "").nextLong(),
            draws.stream("", "", "abcd").nextLong(),
            draws.stream("c", "ab", "d").nextLong(),
            new Draws(43).stream("ab", "c", "d").nextLong());
    assertThat(first).doesNotHaveDuplicates();
  }

  @Test
  void firstDrawsOfAdjacentRequestsAreUniform() {
    double[] uniforms = IntStream.range(0, CALLS).mapToDouble(this::latency).toArray();
    assertThat(KolmogorovSmirnovTest.withDefaults().test(uniforms, u -> u).getPValue())
        .isGreaterThan(FALSE_ALARM);
  }

  @Test
  void adjacentRequestsAreIndependent() {
    assertIndependent(this::latency, i -> latency(i + 1));
  }

  @Test
  void firstAndSecondDrawAreIndependent() {
    assertIndependent(
        this::latency,
        i -> {
          var stream = draws.stream("orders", "latency", "r-" + i);
          stream.nextDouble();
          return stream.nextDouble();
        });
  }

  @Test
  void purposesServicesSeedsAndShardsAreIndependent() {
    assertIndependent(this::latency, i -> draws.stream("orders", "error", "r-" + i).nextDouble());
    assertIndependent(this::latency, i -> draws.stream("user", "latency", "r-" + i).nextDouble());
    assertIndependent(
        this::latency, i -> new Draws(43).stream("orders", "latency", "r-" + i).nextDouble());
    assertIndependent(
        this::latency, i -> draws.stream("orders", "latency", "r-" + i + "/1").nextDouble());
  }

  /** Chi-square test of independence over 16 × 16 cells. */
  private static void assertIndependent(IntToDoubleFunction one, IntToDoubleFunction other) {
    long[][] cells = new long[16][16];
    for (int i = 0; i < CALLS; i++) {
      cells[(int) (16 * one.applyAsDouble(i))][(int) (16 * other.applyAsDouble(i))]++;
    }
    assertThat(ChiSquareTest.withDefaults().test(cells).getPValue()).isGreaterThan(FALSE_ALARM);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.4, 0.5, 0.6, 0.9, 0.99})
  void aRateIsMet(double rate) {
    Probability probability = new Probability(rate);
    int hits =
        (int)
            IntStream.range(0, CALLS)
                .filter(i -> draws.happens(probability, "orders", "error", "r-" + i))
                .count();
    assertThat(BinomialTest.withDefaults().test(CALLS, hits, rate).getPValue())
        .isGreaterThan(FALSE_ALARM);
  }

  @Test
  void neverIsNeverAndAlwaysIsAlways() {
    assertThat(IntStream.range(0, CALLS))
        .noneMatch(i -> draws.happens(Probability.NEVER, "orders", "error", "r-" + i))
        .allMatch(i -> draws.happens(Probability.ALWAYS, "orders", "error", "r-" + i));
  }

  @Test
  void whatHappensAtALowRateHappensAtAHigherToo() {
    assertThat(IntStream.range(0, CALLS).boxed())
        .filteredOn(i -> draws.happens(new Probability(0.1), "orders", "error", "r-" + i))
        .isNotEmpty()
        .allMatch(i -> draws.happens(new Probability(0.2), "orders", "error", "r-" + i));
  }

  @Test
  void neitherOrderNorConcurrencyChangesADraw() {
    Map<Integer, Double> inOrder =
        IntStream.range(0, CALLS).boxed().collect(Collectors.toMap(i -> i, this::latency));
    List<Integer> shuffled = IntStream.range(0, CALLS).boxed().collect(Collectors.toList());
    Collections.shuffle(shuffled, new Random(1));
    assertThat(shuffled.parallelStream().collect(Collectors.toMap(i -> i, this::latency)))
        .isEqualTo(inOrder);
  }
}
