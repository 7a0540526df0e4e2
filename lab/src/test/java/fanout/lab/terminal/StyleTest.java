package fanout.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StyleTest {
  @ParameterizedTest
  @EnumSource
  void aColourReadsOnBlackAndOnWhite(Style style) {
    if (style.colour() >= 0) {
      double luminance = luminance(style.colour());
      assertThat(1.05 / (luminance + 0.05)).as("against white").isGreaterThan(3);
      assertThat((luminance + 0.05) / 0.05).as("against black").isGreaterThan(3);
    }
  }

  /** Relative luminance of WCAG 2.1 of a colour of xterm's palette. */
  private static double luminance(int colour) {
    int[] levels = {0, 95, 135, 175, 215, 255};
    if (colour >= 232) {
      return linear(8 + (colour - 232) * 10);
    }
    int cube = colour - 16;
    return 0.2126 * linear(levels[cube / 36])
        + 0.7152 * linear(levels[cube / 6 % 6])
        + 0.0722 * linear(levels[cube % 6]);
  }

  private static double linear(int level) {
    double share = level / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
