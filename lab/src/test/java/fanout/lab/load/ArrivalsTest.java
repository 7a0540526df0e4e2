package fanout.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {
  @Test
  void aConstantRateIsExactHoweverLongItLasts() {
    PrimitiveIterator.OfLong starts = starts("constant(rate=3/s)", 1);
    long last = 0;
    for (int i = 0; i < 3_000_001; i++) {
      last = starts.nextLong();
    }
    assertThat(last).isEqualTo(1_000_000_000_000_000L);
  }

  @Test
  void aConstantRateBeginsAtOnce() {
    assertThat(first("constant(rate=100/s)", 1, 4))
        .containsExactly(0, 10_000_000, 20_000_000, 30_000_000);
  }

  @Test
  void poissonGapsHaveTheMeanAndTheSpreadOfTheExponentialDistribution() {
    long[] gaps = gaps(first("poisson(rate=1000/s)", 5, 100_000));
    double mean = Arrays.stream(gaps).average().orElseThrow();
    double deviation =
        Math.sqrt(
            Arrays.stream(gaps).mapToDouble(g -> (g - mean) * (g - mean)).average().orElseThrow());
    // The standard error of the mean of n exponential gaps is mean / sqrt(n), 0.3 % here.
    assertThat(mean).isCloseTo(1e6, within(0.015e6));
    assertThat(deviation / mean).isCloseTo(1, within(0.03));
    double beyond = Arrays.stream(gaps).filter(gap -> gap > 1_000_000).count() / 1e5;
    assertThat(beyond).isCloseTo(Math.exp(-1), within(0.01));
  }

  @Test
  void poissonGapsDoNotDependOnTheGapBefore() {
    long[] gaps = gaps(first("poisson(rate=1000/s)", 6, 100_000));
    double mean = Arrays.stream(gaps).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (int i = 1; i < gaps.length; i++) {
      covariance += (gaps[i] - mean) * (gaps[i - 1] - mean);
      variance += (gaps[i] - mean) * (gaps[i] - mean);
    }
    // Five standard errors of a correlation that is zero: 5 / sqrt(n).
    assertThat(covariance / variance).isCloseTo(0, within(0.016));
  }

  @Test
  void poissonArrivalsAreThoseOfTheirSeed() {
    assertThat(first("poisson(rate=10/s)", 7, 100))
        .containsExactly(first("poisson(rate=10/s)", 7, 100))
        .isNotEqualTo(first("poisson(rate=10/s)", 8, 100));
  }

  @Test
  void eachStepHasItsRateAndARestHasNoCalls() {
    long[] starts = all("steps(100/s:2s|0/s:1s|50/s:4s)");
    assertThat(starts).hasSize(400).isSorted();
    assertThat(between(starts, 0, 2)).isEqualTo(200);
    assertThat(between(starts, 2, 3)).isZero();
    assertThat(between(starts, 3, 7)).isEqualTo(200);
    assertThat(starts[200]).isEqualTo(3_000_000_000L);
    assertThat(starts[201]).isEqualTo(3_020_000_000L);
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "100, 0", "20, 80", "50, 50"})
  void aRampHasAsManyCallsAsTheAreaBelowIt(int from, int to) {
    long[] starts = all("ramp(from=%d/s,to=%d/s,over=10s)".formatted(from, to));
    assertThat(starts).isSorted();
    assertThat(starts.length).isCloseTo((from + to) / 2 * 10, within(1));
    // Until half the time: 5 s of from, and an eighth of (to - from) · 10 s on top.
    double half = 5 * from + 10 * (to - from) / 8.0;
    assertThat((double) between(starts, 0, 5)).isCloseTo(half, within(1.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant(rate=500/s)",
        "poisson(rate=0.5/s)",
        "steps(steps=100/s:10s|0/s:1s)",
        "ramp(from=0/s,to=500/s,over=30s)",
        "closed(callers=50)"
      })
  void arrivalsArePartOfTheGrammar(String text) {
    Arrivals arrivals = Spec.parse(Arrivals.class, text);
    assertThat(Spec.parse(Arrivals.class, Spec.print(arrivals))).isEqualTo(arrivals);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "constant(rate=500); rate; 500; 500/s",
        "constant(rate=0/s); rate; 0/s; more than 0/s",
        "poisson(rate=2000000/s); rate; 2000000; 1000000/s",
        "steps(0/s:1s); steps; 0/s; more than 0/s",
        "ramp(to=0/s,over=1s); to; 0/s; more than 0/s",
        "closed(callers=0); callers; 0; 1 to 100000",
        "sine(rate=5/s); arrivals; sine; constant(rate=<rate>), poisson"
      })
  void aMistakeIsToldWithFieldValueAndWhatIsAllowed(
      String text, String field, String value, String allowed) {
    assertThatThrownBy(() -> Spec.parse(Arrivals.class, text))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll(field, value, allowed);
  }

  private static PrimitiveIterator.OfLong starts(String text, long seed) {
    return ((Open) Spec.parse(Arrivals.class, text)).starts(new SplittableRandom(seed));
  }

  private static long[] first(String text, long seed, int count) {
    PrimitiveIterator.OfLong starts = starts(text, seed);
    return LongStream.generate(starts::nextLong).limit(count).toArray();
  }

  private static long[] all(String text) {
    LongStream.Builder all = LongStream.builder();
    starts(text, 1).forEachRemaining((long start) -> all.add(start));
    return all.build().toArray();
  }

  private static long[] gaps(long[] starts) {
    long[] gaps = new long[starts.length];
    for (int i = 0; i < starts.length; i++) {
      gaps[i] = starts[i] - (i == 0 ? 0 : starts[i - 1]);
    }
    return gaps;
  }

  private static long between(long[] starts, int fromSecond, int toSecond) {
    return Arrays.stream(starts)
        .filter(s -> s >= fromSecond * 1_000_000_000L && s < toSecond * 1_000_000_000L)
        .count();
  }
}
