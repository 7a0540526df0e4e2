package fanout.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.012345 | ''   | 0.0123",
        "1.4999   | ms   | 1.50 ms",
        "0        | %    | 0 %",
        "12345.6  | µs   | 12,346 µs",
        "-2.5     | ×    | -2.50×",
        "192.4    | 1/s  | 192/s",
        "Infinity | ms   | ∞ ms",
        "NaN      | ''   | ?",
      })
  void aFigureHasThreeDigitsAndItsUnit(double value, String unit, String shown) {
    assertThat(Shown.number(value, unit)).isEqualTo(shown);
  }
}
