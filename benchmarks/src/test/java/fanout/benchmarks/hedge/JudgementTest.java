package fanout.benchmarks.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fanout.benchmarks.hedge.Judgement.Verdict;
import org.junit.jupiter.api.Test;

class JudgementTest {
  @Test
  void isUnclearWhereTheIntervalCoversTheBar() {
    double[] ratios = {0.9, 1.0, 1.1}; // mean 1, standard deviation 0.1
    Judgement judgement = Judgement.atMost("ratio", ratios, 1.05);
    assertThat(judgement.mean()).isEqualTo(1, within(1e-9));
    assertThat(judgement.margin()).isEqualTo(1.96 * 0.1 / Math.sqrt(3), within(1e-9));
    assertThat(judgement.verdict()).isEqualTo(Verdict.UNCLEAR);
    assertThat(Judgement.atMost("ratio", ratios, 1.2).verdict()).isEqualTo(Verdict.MET);
    assertThat(Judgement.atMost("ratio", ratios, 0.8).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(Judgement.seen("ratio", ratios).verdict()).isEqualTo(Verdict.NONE);
  }
}
