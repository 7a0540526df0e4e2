package fanout.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
  @ParameterizedTest(name = "{0} ns are {1}")
  @CsvSource({
    "0, 0 ms",
    "1, 1 ns",
    "999, 999 ns",
    "1000, 1.00 µs",
    "412000, 412 µs",
    "999499, 999 µs",
    "999600, 1.00 ms",
    "12345678, 12.3 ms",
    "12350000, 12.4 ms",
    "100000000, 100 ms",
    "1234567890, 1.23 s",
    "59940000000, 59.9 s",
    "59960000000, 1 min 00 s",
    "125000000000, 2 min 05 s",
    "7384000000000, 123 min 04 s",
    "-1200000, -1.20 ms",
    "9223372036854775807, 153722867 min 17 s"
  })
  void aDurationHasThreeDigitsAndItsUnit(long nanos, String text) {
    assertThat(Durations.format(nanos)).isEqualTo(text);
  }
}
