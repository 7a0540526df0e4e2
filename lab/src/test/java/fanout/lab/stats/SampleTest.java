package fanout.lab.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void theArgumentsAreLeftAsTheyAre() {
    double[] values = {3, 1, 2};

    assertThat(Sample.median(values)).isEqualTo(2);
    assertThat(Sample.quantile(0.5, values)).isEqualTo(2);
    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void onlyWhatLiesBeyondTheOuterFencesIsFarOut() {
    assertThat(Sample.farOut(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).isZero();
    assertThat(Sample.farOut(1, 2, 3, 4, 5, 6, 7, 8, 9, 100)).isEqualTo(1);
  }

  @Test
  void aSlowStartIsFoundAndASteadySeriesHasNone() {
    assertThat(WarmUp.length(300, 180, 101, 99, 100, 102, 98, 100, 101, 100)).isEqualTo(2);
    assertThat(WarmUp.length(100, 101, 99, 100, 101, 99, 100, 101, 99, 100)).isZero();
  }

  @Test
  void aSeriesThatNeverSettlesIsReportedAsHalf() {
    assertThat(WarmUp.length(10, 9, 8, 7, 6, 5, 4, 3, 2, 1)).isEqualTo(5);
  }
}
