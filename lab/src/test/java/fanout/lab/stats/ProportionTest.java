package fanout.lab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class ProportionTest {
  /** Known from the rule of three and tables. */
  @Test
  void theEndsAreThoseOfClopperAndPearson() {
    assertThat(new Proportion(0, 10).low()).isZero();
    assertThat(new Proportion(0, 10).high()).isCloseTo(0.3085, within(1e-4));
    assertThat(new Proportion(5, 10).low()).isCloseTo(0.1871, within(1e-4));
    assertThat(new Proportion(5, 10).high()).isCloseTo(0.8129, within(1e-4));
    assertThat(new Proportion(10, 10).high()).isEqualTo(1);
  }

  @Test
  void underTheLowerEndSoManyHitsAreAsRareAsSaid() {
    Proportion some = new Proportion(17, 200);

    double soMany = BinomialDistribution.of(200, some.low()).survivalProbability(16);

    assertThat(soMany).isCloseTo(0.025, within(1e-9));
  }

  @Test
  void ofNoTrialsNothingIsKnown() {
    Proportion none = new Proportion(0, 0);

    assertThat(none.low()).isZero();
    assertThat(none.high()).isEqualTo(1);
    assertThatThrownBy(() -> new Proportion(3, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
