package fanout.lab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.result.Estimate;
import fanout.lab.result.Verdict;
import org.junit.jupiter.api.Test;

class RegionTest {
  private static final NoiseFloor TEN_PERCENT = new NoiseFloor(0.1, false);

  @Test
  void anIntervalWithinTheRegionConfirms() {
    assertThat(Region.atLeast(1.5).judge(interval(1.6, 2.1), NoiseFloor.NONE))
        .isEqualTo(Verdict.CONFIRMED);
  }

  @Test
  void anIntervalOutsideRefutesOnEitherSide() {
    Region region = new Region(1.8, 2.2);

    assertThat(region.judge(interval(1.0, 1.7), NoiseFloor.NONE)).isEqualTo(Verdict.REFUTED);
    assertThat(region.judge(interval(2.3, 2.4), NoiseFloor.NONE)).isEqualTo(Verdict.REFUTED);
  }

  @Test
  void anIntervalAcrossAnEndIsInconclusive() {
    assertThat(Region.atMost(10).judge(interval(9, 11), NoiseFloor.NONE))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void anIntervalThatIsWiderThanTheRegionIsInconclusive() {
    assertThat(new Region(1.8, 2.2).judge(interval(1, 3), NoiseFloor.NONE))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void theEndsBelongToTheRegion() {
    assertThat(new Region(1, 2).judge(interval(1, 2), NoiseFloor.NONE))
        .isEqualTo(Verdict.CONFIRMED);
  }

  @Test
  void whatLiesWithinTheNoiseOfAnEndIsInconclusive() {
    Region faster = Region.atLeast(1);

    assertThat(faster.judge(interval(1.05, 1.08), NoiseFloor.NONE)).isEqualTo(Verdict.CONFIRMED);
    assertThat(faster.judge(interval(1.05, 1.08), TEN_PERCENT)).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(faster.judge(interval(0.93, 0.97), TEN_PERCENT)).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(faster.judge(interval(0.8, 0.85), TEN_PERCENT)).isEqualTo(Verdict.REFUTED);
  }

  @Test
  void noiseOfAShareCountsInPoints() {
    NoiseFloor points = new NoiseFloor(3, true);

    assertThat(Region.atMost(5).judge(interval(0, 1), points)).isEqualTo(Verdict.CONFIRMED);
    assertThat(Region.atMost(5).judge(interval(0, 3), points)).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void endlessNoiseDecidesNothing() {
    NoiseFloor endless = new NoiseFloor(Double.POSITIVE_INFINITY, false);

    assertThat(Region.atLeast(2).judge(interval(5, 6), endless)).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(Region.atLeast(2).judge(interval(0.5, 0.6), endless))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void theNoiseFloorIsTheFarthestThatTheSameVariantWentFromItself() {
    assertThat(NoiseFloor.ofRatio(interval(0.8, 1.1)).size()).isEqualTo(0.25);
    assertThat(NoiseFloor.ofRatio(interval(1.1, 1.3)).size()).isCloseTo(0.3, within());
    assertThat(NoiseFloor.ofDifference(interval(-4, 2))).isEqualTo(new NoiseFloor(4, true));
    assertThat(NoiseFloor.ofRatio(interval(0, 1)).size()).isInfinite();
  }

  @Test
  void aRegionWithoutValuesIsRefused() {
    assertThatThrownBy(() -> new Region(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Estimate interval(double low, double high) {
    return new Estimate((low + high) / 2, low, high, "×", 10);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-12);
  }
}
