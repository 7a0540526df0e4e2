package fanout.runtime.telemetry;

import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The instruments that every process has. Thread-safe.
 *
 * <table>
 *   <tr><td>{@code rpc.server.call.duration}</td><td>seconds, by method and status code</td></tr>
 *   <tr><td>{@code rpc.server.active_requests}</td><td>calls in flight, by method</td></tr>
 *   <tr><td>{@code rpc.client.attempt.duration}</td><td>seconds, by method, status code,
 *       outcome and the caller's {@link CallLabels}; the conventions know only whole calls, which
 *       hide retries and hedges</td></tr>
 * </table>
 */
final class RpcMetrics {
  /**
   * Seconds, 100 µs to 10 s, three to a decade: what a fan-out on a laptop or in a cluster needs.
   */
  static final List<Double> BOUNDS =
      List.of(
          0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
          2.5, 5.0, 10.0);

  final DoubleHistogram serverDuration;
  final LongUpDownCounter serverActive;
  final DoubleHistogram attemptDuration;
  private final Map<String, Labels> labels = new ConcurrentHashMap<>();
  private final AttemptLabels.Cache attemptLabels = new AttemptLabels.Cache();

  RpcMetrics(Meter meter) {
    serverDuration =
        duration(meter, "rpc.server.call.duration", "Calls handled, from headers to status.");
    attemptDuration =
        duration(
            meter, "rpc.client.attempt.duration", "Attempts sent: first tries, retries, hedges.");
    serverActive =
        meter
            .upDownCounterBuilder("rpc.server.active_requests")
            .setUnit("{request}")
            .setDescription("Calls being handled.")
            .build();
  }

  private static DoubleHistogram duration(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(BOUNDS)
        .build();
  }

  /** Of a method that exists: the number of distinct names is bounded by the services' own. */
  Labels labels(String method) {
    return labels.computeIfAbsent(method, Labels::of);
  }

  /** Of an attempt to call a method that exists. */
  AttemptLabels attemptLabels(String method, CallLabels labels) {
    return attemptLabels.get(method, labels);
  }

  /** Built once for each method, so that measuring a call allocates nothing. */
  record Labels(Attributes method, List<Attributes> byCode) {
    private static Labels of(String method) {
      Attributes base = RpcAttributes.of(method);
      return new Labels(
          base,
          Arrays.stream(Status.Code.values())
              .map(code -> base.toBuilder().put(RpcAttributes.STATUS, code.name()).build())
              .toList());
    }

    Attributes code(Status status) {
      return byCode.get(status.getCode().value());
    }
  }

  static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }
}
