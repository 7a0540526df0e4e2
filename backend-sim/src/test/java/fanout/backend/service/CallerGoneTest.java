package fanout.backend.service;

import static fanout.backend.Running.ADA;
import static fanout.backend.Running.statusOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.util.Durations;
import fanout.backend.FakeTime;
import fanout.backend.Running;
import fanout.v1.ListOrdersResponse;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallerGoneTest {
  private final Running running = Running.with();

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void aCancelEndsThePauseAtOnce() {
    ListenableFuture<ListOrdersResponse> call =
        running.ordersLater("orders:latency=1h").listOrders(ADA);
    await().until(() -> running.ledger().inFlight() == 1);
    call.cancel(true);
    await().until(() -> running.ledger().cancelled() == 1);
    assertThat(running.ledger().inFlight()).isZero();
  }

  /** The deadline is gRPC's own timer on both sides: it is the event, and no time is asserted. */
  @Test
  void aDeadlineEndsThePauseAtOnce() {
    Status status = running.pastDeadline("orders:latency=1h");
    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await().until(() -> running.ledger().inFlight() == 0);
    assertThat(running.ledger().cancelled()).isEqualTo(running.ledger().started());
  }

  @Test
  void aBackendThatIgnoresTheCancelWorksOnForNobody() {
    FakeTime time = new FakeTime();
    try (Running stubborn = Running.at(time)) {
      ListenableFuture<ListOrdersResponse> call =
          stubborn.ordersLater("orders:latency=1h,ignore-cancel=true").listOrders(ADA);
      await().until(() -> time.waits() == 1);
      call.cancel(true);
      await()
          .until(
              () -> {
                time.pass(Duration.ofMillis(1));
                return stubborn.ledger().workedAfterCancel().isPositive();
              });
      assertThat(stubborn.ledger().cancelled()).as("works on").isZero();
      time.pass(Duration.ofHours(1));
      assertThat(stubborn.ledger().cancelled()).isEqualTo(1);
      assertThat(stubborn.ledger().worked()).isEqualTo(Duration.ofHours(1));
      assertThat(stubborn.ledger().workedAfterCancel())
          .isGreaterThan(Duration.ofMinutes(30))
          .isLessThanOrEqualTo(Duration.ofHours(1));
    }
  }

  @Test
  void aHangEndsWithItsCallerEvenWhereCancelsAreIgnored() {
    ListenableFuture<ListOrdersResponse> call =
        running.ordersLater("orders:hang,ignore-cancel=true").listOrders(ADA);
    await().until(() -> running.ledger().inFlight() == 1);
    call.cancel(true);
    await().until(() -> running.ledger().cancelled() == 1);
  }

  @Test
  void aCallThatIsCancelledInTheQueueLeavesItAtOnce() {
    try (Running narrow = Running.with("--behavior=latency=0ms,capacity=limited(1,1)")) {
      var turnstile = narrow.server.backend("orders").turnstile();
      var first = narrow.ordersLater("orders:hang").listOrders(ADA);
      await().until(() -> turnstile.running() == 1);
      var second = narrow.ordersLater("").listOrders(ADA);
      await().until(() -> turnstile.waiting() == 1);
      Status third = statusOf(() -> narrow.orders("").listOrders(ADA));
      assertThat(third.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(third.getDescription())
          .isEqualTo("orders is full: limited(concurrent=1,queue=1): 1 running, 1 waiting");
      second.cancel(true);
      await().until(() -> turnstile.waiting() == 0);
      assertThat(turnstile.running()).isEqualTo(1);
      first.cancel(true);
      await().until(() -> turnstile.running() == 0);
      assertThat(narrow.ledger().cancelled()).isEqualTo(2);
      assertThat(narrow.ledger().worked()).isPositive();
    }
  }

  @Test
  void aQueuedCallIsAnsweredWhenThePermitComesFree() throws Exception {
    try (Running narrow = Running.with("--behavior=latency=0ms,capacity=limited(1,100)")) {
      var turnstile = narrow.server.backend("orders").turnstile();
      var first = narrow.ordersLater("orders:hang").listOrders(ADA);
      await().until(() -> turnstile.running() == 1);
      var queued = narrow.ordersLater("").listOrders(ADA);
      await().until(() -> turnstile.waiting() == 1);
      first.cancel(true);
      assertThat(Durations.toNanos(queued.get().getApplied().getQueueWait())).isPositive();
    }
  }
}
