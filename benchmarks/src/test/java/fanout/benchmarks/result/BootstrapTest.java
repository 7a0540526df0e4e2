package fanout.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void theIntervalHoldsTheTrueMedianAboutAsOftenAsItSays() {
    Random random = new Random(7);
    int runs = 200;
    int held = 0;
    for (int run = 0; run < runs; run++) {
      List<double[]> forks = List.of(random.doubles(20).toArray(), random.doubles(20).toArray());
      Bootstrap.Interval interval = Bootstrap.ofMedian(forks);
      held += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
    }
    // 95 % of 200 within four standard errors, and a little more than that above: two stages.
    assertThat(held).isBetween(177, 200);
  }

  @Test
  void forksThatDifferWidenTheInterval() {
    double[] low = {1, 1.1, 0.9, 1};
    double[] high = {2, 2.1, 1.9, 2};
    Bootstrap.Interval differing = Bootstrap.ofMedian(List.of(low, high));
    Bootstrap.Interval alike = Bootstrap.ofMedian(List.of(low, low));
    assertThat(differing.high() - differing.low()).isGreaterThan(5 * (alike.high() - alike.low()));
  }

  @Test
  void aSingleRoundHasAnIntervalOfItself() {
    assertThat(Bootstrap.ofMedian(List.of(new double[] {3})))
        .isEqualTo(new Bootstrap.Interval(3, 3, 3));
  }
}
