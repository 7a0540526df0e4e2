package fanout.backend.control;

import static fanout.backend.Running.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import fanout.backend.FakeTime;
import fanout.backend.Running;
import fanout.v1.BackendBehavior;
import fanout.v1.GetBehaviorRequest;
import fanout.v1.GetLedgerRequest;
import fanout.v1.Ledger;
import fanout.v1.ResetBehaviorRequest;
import fanout.v1.ResetLedgerRequest;
import fanout.v1.SetBehaviorRequest;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorServiceTest {
  private final FakeTime time = new FakeTime();
  private final Running running =
      Running.at(time, "--seed=42", "--behavior=orders:latency=0ms,error=ABORTED@1%");

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void showsEveryLayer() {
    running.control().setBehavior(set("orders", "payload=2KiB,error=off"));
    BackendBehavior orders = orders();
    assertThat(orders.getStartUp()).isEqualTo("error=ABORTED@1%");
    assertThat(orders.getOverlay()).isEqualTo("payload=2KiB,error=off");
    assertThat(orders.getEffective()).isEqualTo("payload=2KiB");
    assertThat(orders.hasOverlayExpiresAt()).isFalse();
    assertThat(orders.getRequestMetadataHonored()).isTrue();
    assertThat(orders.getSeed()).isEqualTo(42);
    assertThat(running.orders("").listOrders(ADA).getApplied().getBehavior())
        .isEqualTo("payload=2KiB");
  }

  @Test
  void aLayerReplacesTheOneBeforeAsAWholeAndAResetTakesItAway() {
    running.control().setBehavior(set("orders", "latency=1ms"));
    running.control().setBehavior(set("orders", "payload=3KiB"));
    assertThat(orders().getEffective()).isEqualTo("payload=3KiB,error=ABORTED@1%");
    running.control().resetBehavior(ResetBehaviorRequest.newBuilder().setBackend("orders").build());
    assertThat(orders().getOverlay()).isEmpty();
    assertThat(orders().getEffective()).isEqualTo(orders().getStartUp());
  }

  @Test
  void aLayerGoesAwayByItselfWhenItsTimeIsUp() {
    running
        .control()
        .setBehavior(
            set("orders", "error=DATA_LOSS,capacity=limited(1)").toBuilder()
                .setTimeToLive(Duration.newBuilder().setSeconds(10))
                .build());
    assertThat(orders().getOverlayExpiresAt().getSeconds())
        .isEqualTo(time.now().getEpochSecond() + 10);
    time.pass(java.time.Duration.ofMillis(9_999));
    assertThat(Running.statusOf(() -> running.orders("").listOrders(ADA)).getCode())
        .isEqualTo(Status.Code.DATA_LOSS);
    time.pass(java.time.Duration.ofMillis(1));
    assertThat(orders().getOverlay()).isEmpty();
    assertThat(running.orders("error=off").listOrders(ADA).getApplied().getBehavior())
        .isEqualTo("latency=0ms");
  }

  @Test
  void anEmptyNameMeansAllBackendsInTheOrderOfTheirNames() {
    assertThat(running.control().setBehavior(set("", "latency=2ms")).getBehaviorsList())
        .extracting(BackendBehavior::getBackend)
        .containsExactly("notifications", "orders", "user");
    assertThat(running.control().getLedger(GetLedgerRequest.getDefaultInstance()).getLedgersList())
        .extracting(Ledger::getBackend)
        .containsExactly("notifications", "orders", "user");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "order > latency=1ms > 1 > NOT_FOUND: backend: 'order' is not served here; allowed:"
            + " notifications, orders, user",
        "orders > latency=1 > 1 > INVALID_ARGUMENT: latency",
        "orders > latncy=1ms > 1 > behavior: 'latncy' is not allowed; allowed: keys latency",
        "orders > latency=empirical(file=/etc/hosts) > 1 > models that read no file",
        "orders > latency=1ms > 0 > INVALID_ARGUMENT: time_to_live",
        "orders > latency=1ms > -1 > INVALID_ARGUMENT: time_to_live",
      })
  void whatCannotBeDoneIsRefusedAndChangesNothing(
      String backend, String behavior, int seconds, String complaint) {
    SetBehaviorRequest request =
        set(backend, behavior).toBuilder()
            .setTimeToLive(Duration.newBuilder().setSeconds(seconds))
            .build();
    assertThatThrownBy(() -> running.control().setBehavior(request))
        .hasMessageContaining(complaint);
    assertThat(orders().getOverlay()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10000000000, 0",
    "-10000000000, 0",
    "9223372036854775807, 0",
    "9223372036854775807, 2000000000",
    "-9223372036854775808, -2000000000",
  })
  void aTimeToLiveBeyondAllReasonIsRefusedLikeAnyOther(long seconds, int nanos) {
    SetBehaviorRequest request =
        set("orders", "latency=1ms").toBuilder()
            .setTimeToLive(Duration.newBuilder().setSeconds(seconds).setNanos(nanos))
            .build();
    assertThatThrownBy(() -> running.control().setBehavior(request))
        .hasMessageContaining("INVALID_ARGUMENT: time_to_live: '" + seconds + "s' is not allowed")
        .hasMessageContaining("allowed: more than 0s, at most a year");
    assertThat(orders().getOverlay()).isEmpty();
  }

  @Test
  void aResetOfTheLedgerReturnsWhatItForgets() {
    Running.statusOf(() -> running.orders("orders:error=INTERNAL").listOrders(ADA));
    running.orders("orders:error=off").listOrders(ADA);
    Ledger before =
        running
            .control()
            .resetLedger(ResetLedgerRequest.newBuilder().setBackend("orders").build())
            .getLedgers(0);
    assertThat(before.getStarted()).isEqualTo(2);
    assertThat(before.getFinished()).isEqualTo(1);
    assertThat(before.getFailedMap()).containsEntry("INTERNAL", 1L);
    assertThat(
            running
                .control()
                .getLedger(GetLedgerRequest.newBuilder().setBackend("orders").build())
                .getLedgers(0)
                .getStarted())
        .isZero();
  }

  private BackendBehavior orders() {
    return running
        .control()
        .getBehavior(GetBehaviorRequest.newBuilder().setBackend("orders").build())
        .getBehaviors(0);
  }

  private static SetBehaviorRequest set(String backend, String behavior) {
    return SetBehaviorRequest.newBuilder().setBackend(backend).setBehavior(behavior).build();
  }
}
