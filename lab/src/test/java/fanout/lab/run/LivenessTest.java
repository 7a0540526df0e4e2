package fanout.lab.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.measure.Distribution;
import fanout.lab.trial.Figure;
import fanout.lab.trial.Observation;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private final Liveness liveness = new Liveness();

  private static Observation trial(int calls, double failedPercent) {
    Histogram histogram = new Histogram(Distribution.DIGITS);
    histogram.recordValueWithCount(1_000_000, calls);
    return new Observation(Map.of(Figure.FAILED, failedPercent), Distribution.of(histogram));
  }

  @Test
  void aTestbedWhoseCallsAllFailWhereSomeDidNotIsDead() {
    liveness.check("concurrent", "round-0", trial(40, 5));
    liveness.check("concurrent", "round-1", trial(40, 99));

    assertThatThrownBy(() -> liveness.check("concurrent", "round-2", trial(40, 100)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("all 40 calls of “concurrent” failed in round-2")
        .hasMessageContaining("5 %");
  }

  @Test
  void aVariantThatAlwaysFailsIsMeantTo() {
    liveness.check("fails fast", "round-0", trial(40, 100));
    liveness.check("concurrent", "round-0", trial(40, 0));

    assertThatCode(() -> liveness.check("fails fast", "round-1", trial(40, 100)))
        .doesNotThrowAnyException();
  }

  @Test
  void ofFewCallsAllMayFailByChance() {
    liveness.check("concurrent", "round-0", trial(29, 0));

    assertThatCode(() -> liveness.check("concurrent", "round-1", trial(29, 100)))
        .doesNotThrowAnyException();
  }

  @Test
  void whatCountsNoCallsIsNotJudged() {
    assertThatCode(() -> liveness.check("direct call", "round-0", Observation.EMPTY))
        .doesNotThrowAnyException();
  }
}
