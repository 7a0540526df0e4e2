package fanout.backend.control;

import static fanout.backend.Running.ADA;
import static fanout.backend.Running.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import fanout.backend.Running;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBehaviorTest {
  private final Running running = Running.with("--behavior=latency=0ms,payload=2KiB");

  @AfterEach
  void stop() {
    running.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "orders:latency=1ms > latency=1ms,payload=2KiB",
        "latency=1ms > latency=1ms,payload=2KiB",
        "latency=1ms; orders:latency=2ms > latency=2ms,payload=2KiB",
        "user:error=INTERNAL; orders:payload=1KiB; notifications:hang > latency=0ms",
        "user:error=INTERNAL > payload=2KiB",
      })
  void appliesWhatIsAimedAtThisBackendOrAtNone(String simulation, String applied) {
    for (int i = 0; i < 2; i++) {
      assertThat(running.orders(simulation).listOrders(ADA).getApplied().getBehavior())
          .isEqualTo(applied);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "orders:latency=1 > duration: '1' is not allowed; allowed: a duration with a unit",
        "order:latency=1ms > fanout-sim: target: 'order' is not allowed; allowed: user, orders,"
            + " notifications",
        "orders:error=OK > code: 'OK' is not allowed; allowed: every gRPC code but OK",
        "orders:capacity=limited(1) > capacity: 'limited(concurrent=1)' is not allowed; allowed: a"
            + " change at start-up",
        "orders:latency=50%:1ms|50%:empirical(file=/etc/hosts) > models that read no file",
      })
  void aMalformedSpecNamesFieldValueAndChoices(String simulation, String complaint) {
    Status status = statusOf(() -> running.orders(simulation).listOrders(ADA));
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(complaint);
    assertThat(running.ledger().failed()).containsEntry(Status.Code.INVALID_ARGUMENT, 1L);
  }

  @Test
  void whereItIsNotAcceptedTheCallIsRefusedUnlessItIsAimedAtOthers() {
    try (Running closed = Running.exactly(Telemetry.off(), "--behavior=latency=0ms")) {
      Status status = statusOf(() -> closed.orders("orders:latency=1ms").listOrders(ADA));
      assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(status.getDescription()).contains("accept-request-behavior");
      assertThat(statusOf(() -> closed.orders("user:hang").listOrders(ADA))).isEqualTo(Status.OK);
      assertThat(statusOf(() -> closed.orders("").listOrders(ADA))).isEqualTo(Status.OK);
    }
  }

  @Test
  void aChangedLayerBelowIsSeenThroughTheCache() {
    running.orders("orders:latency=1ms").listOrders(ADA);
    running.server.backend("orders").control().set("payload=3KiB", java.util.Optional.empty());
    assertThat(running.orders("orders:latency=1ms").listOrders(ADA).getApplied().getBehavior())
        .isEqualTo("latency=1ms,payload=3KiB");
  }
}
