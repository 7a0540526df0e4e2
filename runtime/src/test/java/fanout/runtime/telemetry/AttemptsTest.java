package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptsTest {
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
  void retriesOfOneCallAreCountedWithTelemetryOff() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (Loopback loopback =
        new Loopback(
            Telemetry.off(),
            Telemetry.off(),
            (request, caller) -> {
              if (tries.incrementAndGet() < 4) {
                caller.onError(Status.UNAVAILABLE.asRuntimeException());
              } else {
                caller.onNext(request);
                caller.onCompleted();
              }
            },
            RETRY)) {
      Attempts attempts = new Attempts();
      var counted = ClientInterceptors.intercept(loopback.channel, attempts);
      ClientCalls.blockingUnaryCall(counted, Loopback.ECHO, CallOptions.DEFAULT, "hello");
      assertThat(attempts.count()).isEqualTo(4);

      Attempts next = new Attempts();
      assertThat(next.count()).isZero();
      assertThat(loopback.call("hello", next.countedBy(CallOptions.DEFAULT)).get())
          .isEqualTo("hello");
      assertThat(next.count()).isEqualTo(1);
      assertThat(attempts.count()).isEqualTo(4);
    }
  }
}
