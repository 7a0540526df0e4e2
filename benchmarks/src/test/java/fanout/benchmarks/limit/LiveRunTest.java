package fanout.benchmarks.limit;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.limit.ConcurrencyLimit;
import fanout.benchmarks.limit.LiveSettings.Side;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The figures of a busy machine are its own; what must not change is which of two is better. */
class LiveRunTest {
  private static final LiveSettings SETTINGS =
      Settings.defaults(LiveSettings.class, Map.of("length", "2s", "warm-up", "1s"));
  private static final double TWICE = 2;

  private static LiveRun run(Side side, String policy) throws InterruptedException {
    return LiveRun.of(SETTINGS, side, Spec.parse(ConcurrencyLimit.class, policy), TWICE);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void atTwiceTheCapacityALimitAnswersMoreThanNone(Side side) throws InterruptedException {
    LiveRun none = run(side, "none");
    LiveRun fixed = run(side, "fixed(n=12)");

    assertThat(none.shed()).isZero();
    assertThat(none.forNobody()).isGreaterThan(fixed.forNobody());
    assertThat(fixed.shed()).isPositive();
    assertThat(fixed.goodput()).isGreaterThan(none.goodput());
  }
}
