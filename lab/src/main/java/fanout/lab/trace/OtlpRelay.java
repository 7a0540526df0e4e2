package fanout.lab.trace;

import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.spec.SpecException;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands batches of spans on to other collectors, each once: a collector that is away loses them,
 * and the first loss is logged. Thread-safe. {@link #close} waits two seconds at most for what is
 * under way.
 */
final class OtlpRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpRelay.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration LAST_BATCHES = Duration.ofSeconds(2);
  private static final String PLAIN = "http://";

  private final List<Collector> collectors;

  private record Collector(String endpoint, ManagedChannel channel, AtomicBoolean complained) {
    void send(ExportTraceServiceRequest batch) {
      TraceServiceGrpc.newStub(channel)
          .withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .export(batch, new Answer(this));
    }
  }

  private record Answer(Collector collector) implements StreamObserver<ExportTraceServiceResponse> {
    @Override
    public void onNext(ExportTraceServiceResponse response) {}

    @Override
    public void onCompleted() {}

    @Override
    public void onError(Throwable error) {
      if (collector.complained().compareAndSet(false, true)) {
        LOG.warn("spans do not reach {}: {}", collector.endpoint(), error.getMessage());
      }
    }
  }

  /**
   * @param endpoints {@code http://host:port}, without TLS
   * @throws SpecException if one is of another form
   */
  OtlpRelay(Collection<String> endpoints) {
    this.collectors = endpoints.stream().map(OtlpRelay::collector).toList();
  }

  private static Collector collector(String endpoint) {
    String target = endpoint.replaceFirst("^" + PLAIN, "").replaceFirst("/$", "");
    SpecException.require(
        endpoint.startsWith(PLAIN), "OTLP endpoint", endpoint, PLAIN + "host:port");
    return new Collector(
        endpoint, Channels.to(target, ChannelSettings.DEFAULT).open(), new AtomicBoolean());
  }

  /** Under the context of the call that brought the batch, its end would cancel the sending. */
  void send(ExportTraceServiceRequest batch) {
    Context.ROOT.run(() -> collectors.forEach(collector -> collector.send(batch)));
  }

  @Override
  public void close() {
    collectors.forEach(collector -> collector.channel().shutdown());
    long end = System.nanoTime() + LAST_BATCHES.toNanos();
    try {
      for (Collector collector : collectors) {
        collector.channel().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      collectors.forEach(collector -> collector.channel().shutdownNow());
    }
  }
}
