package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObservedCallTest {
  private static final Map<String, ?> RETRY =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "0.001s",
                      "maxBackoff",
                      "0.001s",
                      "backoffMultiplier",
                      1.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE")))));

  @Test
  void isToldOfEachAttemptWithTelemetryOff() throws Exception {
    hearsOfRetries(Telemetry.off());
  }

  @Test
  void isToldOfEachAttemptWhereSpansAreMade() throws Exception {
    try (Recorded recorded = new Recorded()) {
      hearsOfRetries(recorded.telemetry);
    }
  }

  private static void hearsOfRetries(Telemetry telemetry) throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (Loopback loopback =
        new Loopback(
            telemetry,
            telemetry,
            (request, caller) -> {
              if (tries.incrementAndGet() < 4) {
                caller.onError(Status.UNAVAILABLE.asRuntimeException());
              } else {
                caller.onNext(request);
                caller.onCompleted();
              }
            },
            RETRY)) {
      Observed first = new Observed(CallLabels.NONE);
      assertThat(loopback.call("hello", first.options()).get()).isEqualTo("hello");
      assertThat(first.attempts()).hasValue(4);

      Observed second = new Observed(CallLabels.NONE);
      assertThat(second.attempts()).hasValue(0);
      assertThat(loopback.call("hello", second.options()).get()).isEqualTo("hello");
      assertThat(second.attempts()).hasValue(1);
      assertThat(first.attempts()).hasValue(4);
    }
  }
}
