package fanout.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.plan.Plan;
import org.junit.jupiter.api.Test;

class PlanCacheTest {
  private Plan base = Plan.unset(Rig.SECTIONS).overlay("budget=1s");
  private final PlanCache cache = new PlanCache(() -> base);

  @Test
  void aTextIsReadOnce() {
    assertThat(cache.apply("reserve=3ms")).isSameAs(cache.apply("reserve=3ms"));
  }

  @Test
  void noTextIsThePlanBelow() {
    assertThat(cache.apply("")).isSameAs(base);
  }

  @Test
  void aChangeBelowIsSeenAtOnceUnderEveryText() {
    cache.apply("reserve=3ms");
    base = base.overlay("budget=7s");
    assertThat(cache.apply("")).isSameAs(base);
    assertThat(cache.apply("reserve=3ms").toString()).contains("budget=7s", "reserve=3ms");
  }

  @Test
  void aFloodOfTextsIsAnsweredAllTheSame() {
    for (int micros = 1; micros < 2_000; micros++) {
      String reserve = "reserve=%dus".formatted(micros);
      assertThat(cache.apply(reserve).toString()).contains("budget=1s");
    }
  }
}
