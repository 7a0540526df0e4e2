package fanout.runtime.telemetry;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Measures every handled call, sampled or not. */
final class CallMetrics extends ServerStreamTracer.Factory {
  private static final ServerStreamTracer NONE = new ServerStreamTracer() {};

  private final RpcMetrics metrics;

  CallMetrics(RpcMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return RpcAttributes.isInfrastructure(method) ? NONE : new Measured(System.nanoTime());
  }

  /**
   * A stream may be closed while its handler is only being looked up. A method that has not been
   * found is counted as {@code _OTHER}: names that callers make up must not become time series.
   */
  private final class Measured extends ServerStreamTracer {
    private final long started;
    private final AtomicReference<RpcMetrics.@Nullable Labels> active = new AtomicReference<>();

    Measured(long started) {
      this.started = started;
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      RpcMetrics.Labels labels = metrics.labels(call.getMethodDescriptor().getFullMethodName());
      if (active.compareAndSet(null, labels)) {
        metrics.serverActive.add(1, labels.method());
      }
    }

    @Override
    public void streamClosed(Status status) {
      RpcMetrics.Labels other = metrics.labels(RpcAttributes.OTHER);
      RpcMetrics.Labels labels = active.getAndSet(other);
      if (labels != null) {
        metrics.serverActive.add(-1, labels.method());
      }
      metrics.serverDuration.record(
          RpcMetrics.secondsSince(started), (labels == null ? other : labels).code(status));
    }
  }
}
