package fanout.aggregator;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.DrainingRelay.Refusal;
import fanout.v1.Outcome;
import fanout.v1.Section;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls that a server refuses without having seen them are sent again (gRFC A6), once for each call
 * that we make. It holds the words to which grpc-java reduces a refusal, too.
 */
class TransparentRetryTest {
  private final DrainingRelay relay = new DrainingRelay();

  @RegisterExtension final Rig rig = new Rig(1, relay::to);

  @AfterEach
  void close() {
    relay.close();
  }

  private Section orders(String plan) {
    return Rig.section(rig.get("sections=orders,budget=60s; orders:" + plan), "orders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "hedge=none,retry=none GOAWAY",
        "hedge=none,retry=none RESET",
        "hedge=fixed(after=1h) GOAWAY",
        "hedge=fixed(after=1h,budget=1%) RESET",
        "retry=backoff(attempts=2) GOAWAY",
        "retry=backoff(attempts=2) RESET",
      })
  void aCallThatNoServerHasSeenIsTracedTwiceAndTakesNothingFromThePlan(
      String plan, Refusal refusal) {
    relay.refuseNext(1, refusal);

    Section orders = orders(plan);

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_LOADED);
    assertThat(orders.getAttempts()).as("what left").isEqualTo(2);
    assertThat(orders.getAttemptReport().getHedges()).isZero();
    assertThat(orders.getAttemptReport().getHedgesRefused()).isZero();
    assertThat(orders.getAttemptReport().getRetries()).isZero();
    assertThat(rig.calls("orders")).as("what arrived").hasSize(1);
    assertThat(rig.calls("orders").getFirst().previousAttempts()).isZero();
    List<SpanData> attempts = rig.recorder.spans(SpanKind.CLIENT, "");
    assertThat(attempts)
        .extracting(span -> span.getAttributes().get(longKey("fanout.attempt")))
        .containsExactly(1L, 2L);
    assertThat(attempts)
        .extracting(span -> span.getAttributes().get(booleanKey("fanout.transparent_retry")))
        .containsExactly(null, true);
    assertThat(attempts)
        .extracting(span -> span.getAttributes().get(stringKey("rpc.response.status_code")))
        .containsExactly("UNAVAILABLE", "OK");
  }

  @ParameterizedTest
  @EnumSource
  void aSecondRefusalIsAFailureLikeAnyOther(Refusal refusal) {
    relay.refuseNext(2, refusal);

    Section orders = orders("retry=none");

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
    assertThat(orders.getCode()).isEqualTo("UNAVAILABLE");
    assertThat(rig.calls("orders")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aSecondRefusalIsRetriedByThePlan(Refusal refusal) {
    relay.refuseNext(2, refusal);

    Section orders = orders("retry=backoff(initial=1ms)");

    assertThat(orders.getOutcome()).isEqualTo(Outcome.OUTCOME_LOADED);
    assertThat(orders.getAttempts()).isEqualTo(3);
    assertThat(orders.getAttemptReport().getRetries()).isEqualTo(1);
    assertThat(rig.calls("orders"))
        .singleElement()
        .satisfies(call -> assertThat(call.previousAttempts()).isEqualTo(1));
  }
}
