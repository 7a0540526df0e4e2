package fanout.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.result.Estimate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120.42 | 120.2 | 120.7 | ms  | 120.42 ms [120.20 to 120.70]",
        "1.9917 | 1.981 | 2.003 | ×   | 1.992× [1.981 to 2.003]",
        "10609  | 10185 | 11352 | ms  | 10,609 ms [10,185 to 11,352]",
        "480    | 455   | 502   | 1/s | 480/s [455 to 502]",
        "1.3    | -0.9  | 3.4   | %   | 1.30 % [−0.90 to 3.40]",
        "68.6   | 64.3  | 83.5  | ms  | 68.6 ms [64.3 to 83.5]",
        "12.345 | 12.345| 12.345| ms  | 12.3 ms",
        "0      | 0     | 0     | ''  | 0",
        "0.04   | 0     | 0.13  | ms  | 0.040 ms [0 to 0.130]",
        "1.5e18 | 1e18  | 2e18  | ''  | 1.50 × 10¹⁸ [1.00 × 10¹⁸ to 2.00 × 10¹⁸]",
        "1e-12  | 0     | 1e-11 | s   | 1.00 × 10⁻¹² s [0 to 1.00 × 10⁻¹¹]",
        "3      | 0     | Infinity | × | 3.00× [0 to ∞]"
      })
  void aFigureHasTheDigitsThatItsIntervalAllows(
      double value, double low, double high, String unit, String shown) {
    Estimate estimate = new Estimate(value, low, high, unit, 7);
    assertThat(Figures.withInterval(estimate)).isEqualTo(shown);
  }
}
