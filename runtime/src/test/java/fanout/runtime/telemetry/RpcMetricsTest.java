package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RpcMetricsTest {
  private final Recorded recorded = new Recorded();

  @AfterEach
  void close() {
    recorded.close();
  }

  /** How many were measured, by method and code. */
  private Map<String, Long> counts(String histogram) {
    return recorded.metric(histogram).getHistogramData().getPoints().stream()
        .collect(
            Collectors.toMap(
                point ->
                    point.getAttributes().get(RpcAttributes.METHOD)
                        + " "
                        + point.getAttributes().get(RpcAttributes.STATUS),
                HistogramPointData::getCount));
  }

  @Test
  void callsAndAttemptsAreMeasuredByMethodAndCode() throws Exception {
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            (request, caller) -> {
              if (request.equals("fail")) {
                caller.onError(Status.NOT_FOUND.asRuntimeException());
              } else {
                caller.onNext(request);
                caller.onCompleted();
              }
            })) {
      loopback.echo("hello");
      loopback.echo("hello");
      assertThatThrownBy(() -> loopback.echo("fail")).isInstanceOf(StatusRuntimeException.class);
      assertThatThrownBy(
              () ->
                  ClientCalls.blockingUnaryCall(
                      loopback.channel,
                      Loopback.method("test.Echo/Made-up"),
                      CallOptions.DEFAULT,
                      ""))
          .isInstanceOf(StatusRuntimeException.class);
      recorded.spans(8);

      assertThat(counts("rpc.server.call.duration"))
          .containsOnly(
              Map.entry("test.Echo/Say OK", 2L),
              Map.entry("test.Echo/Say NOT_FOUND", 1L),
              Map.entry("_OTHER UNIMPLEMENTED", 1L));
      assertThat(counts("rpc.client.attempt.duration"))
          .containsEntry("test.Echo/Say OK", 2L)
          .containsEntry("test.Echo/Say NOT_FOUND", 1L);
      assertThat(recorded.metric("rpc.server.call.duration").getUnit()).isEqualTo("s");
    }
  }

  @Test
  void callsInFlightAreCountedUntilTheyEnd() throws Exception {
    CountDownLatch arrived = new CountDownLatch(2);
    try (Loopback loopback =
        new Loopback(recorded.telemetry, (request, caller) -> arrived.countDown())) {
      Future<String> first = loopback.call("1", CallOptions.DEFAULT);
      Future<String> second = loopback.call("2", CallOptions.DEFAULT);
      arrived.await();
      assertThat(active()).isEqualTo(2);

      first.cancel(true);
      await().until(() -> active() == 1);
      second.cancel(true);
      await().until(() -> active() == 0);
    }
  }

  private long active() {
    return recorded.metric("rpc.server.active_requests").getLongSumData().getPoints().stream()
        .mapToLong(LongPointData::getValue)
        .sum();
  }
}
