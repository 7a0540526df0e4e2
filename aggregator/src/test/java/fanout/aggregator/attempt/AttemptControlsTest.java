package fanout.aggregator.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Futures;
import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.retry.RetryPolicy;
import fanout.runtime.spec.Spec;
import io.grpc.Deadline;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.Test;

final class AttemptControlsTest {
  private final AttemptControls controls =
      new AttemptControls(
          (delay, task) -> Futures.immediateVoidFuture(),
          Deadline.getSystemTicker(),
          OpenTelemetry.noop().getMeter("test"));

  private AttemptControl hedgedAfter(int millis) {
    AttemptPolicy policy =
        new AttemptPolicy(
            Spec.parse(HedgePolicy.class, "fixed(after=%dms)".formatted(millis)),
            Spec.parse(RetryPolicy.class, "none"));
    return controls.forCall("orders", policy).orElseThrow().control();
  }

  @Test
  void aPolicyIsKeptFromCallToCall() {
    assertThat(hedgedAfter(1)).isSameAs(hedgedAfter(1)).isNotSameAs(hedgedAfter(2));
  }

  @Test
  void callersWhoMakeUpPoliciesDisplaceWhatIsNotUsed() {
    AttemptControl used = hedgedAfter(1);
    AttemptControl unused = hedgedAfter(2);
    for (int made = 3; made < 3 + AttemptControls.MOST; made++) {
      hedgedAfter(made);
      assertThat(hedgedAfter(1)).isSameAs(used);
    }
    assertThat(hedgedAfter(2)).isNotSameAs(unused);
  }
}
