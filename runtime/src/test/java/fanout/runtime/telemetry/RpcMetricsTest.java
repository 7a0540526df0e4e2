package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RpcMetricsTest {
  private static final AttributeKey<String> STRATEGY = AttributeKey.stringKey("fanout.strategy");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("fanout.outcome");

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
  void anAttemptTellsWhoEndedItAndCarriesTheLabelsOfItsCall() throws Exception {
    CallLabels labels = new CallLabels(Attributes.of(STRATEGY, "sequential"));
    CountDownLatch hanging = new CountDownLatch(1);
    try (Loopback loopback =
        new Loopback(
            recorded.telemetry,
            (request, caller) -> {
              if (request.equals("hang")) {
                hanging.countDown();
              } else {
                caller.onError(Status.CANCELLED.asRuntimeException());
              }
            })) {
      CallOptions options = new Observed(labels).options();
      Future<String> left = loopback.call("hang", options);
      hanging.await();
      left.cancel(true);
      assertThatThrownBy(() -> loopback.call("refuse", options).get())
          .hasMessageContaining("CANCELLED");
      assertThatThrownBy(() -> loopback.echo("refuse")).hasMessage("CANCELLED");
      recorded.spans(6);

      assertThat(
              recorded.metric("rpc.client.attempt.duration").getHistogramData().getPoints().stream()
                  .map(HistogramPointData::getAttributes))
          .extracting(a -> a.get(STRATEGY), a -> a.get(OUTCOME), a -> a.get(RpcAttributes.STATUS))
          .containsExactlyInAnyOrder(
              tuple("sequential", "cancelled", "CANCELLED"),
              tuple("sequential", "failed", "CANCELLED"),
              tuple(null, "failed", "CANCELLED"));
    }
  }

  @Test
  void labelsWithoutEndAreNotAllTold() {
    AttemptLabels.Cache cache = new AttemptLabels.Cache();
    Set<Attributes> told = new HashSet<>();
    for (int i = 0; i < 2 * AttemptLabels.MOST; i++) {
      CallLabels labels = new CallLabels(Attributes.of(STRATEGY, "made-up-" + i));
      told.add(cache.get("test.Echo/Say", labels).of(Status.OK, true));
    }
    assertThat(told).hasSize(AttemptLabels.MOST + 1);
    assertThat(told).filteredOn(a -> a.get(STRATEGY) == null).hasSize(1);
    CallLabels first = new CallLabels(Attributes.of(STRATEGY, "made-up-0"));
    assertThat(cache.get("test.Echo/Say", first))
        .as("built once")
        .isSameAs(cache.get("test.Echo/Say", first));
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
