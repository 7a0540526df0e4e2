package fanout.lab.trace;

import fanout.runtime.server.MalformedRequests;
import fanout.runtime.spec.SpecException;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A collector of traces: OTLP over gRPC on a loopback port of its own. It holds a bounded number of
 * spans; what arrives beyond that, and what is malformed, is dropped, counted, and reported to the
 * exporter as a partial success. It carries no telemetry itself, or each export would be a trace to
 * export. Thread-safe.
 */
public final class OtlpReceiver implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final int maxSpans;
  private final OtlpRelay relay;
  private final ExecutorService executor;
  private final Server server;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, List<Span>> spans = new LinkedHashMap<>();
  private int kept;
  private long overflowed;
  private long malformed;
  private long version;
  private boolean closed;

  /**
   * What has arrived so far.
   *
   * @param kept spans held now, duplicates included
   * @param overflowed spans dropped because the receiver was full
   * @param malformed spans dropped because they broke OTLP's rules
   */
  public record Counts(int kept, long overflowed, long malformed) {}

  /**
   * Starts on a free port; when this returns, exports are accepted.
   *
   * @param maxSpans how many spans to hold at most, all traces together
   * @throws IOException if no port can be bound
   */
  public static OtlpReceiver start(int maxSpans) throws IOException {
    return start(maxSpans, List.of());
  }

  /**
   * The same, and every batch is handed on as it is.
   *
   * @param onward endpoints of other collectors, {@code http://host:port}
   */
  public static OtlpReceiver start(int maxSpans, Collection<String> onward) throws IOException {
    SpecException.require(maxSpans > 0, "maxSpans", maxSpans, "1 or more");
    OtlpReceiver receiver = new OtlpReceiver(maxSpans, new OtlpRelay(onward));
    try {
      receiver.server.start();
      return receiver;
    } catch (IOException e) {
      receiver.close();
      throw e;
    }
  }

  private OtlpReceiver(int maxSpans, OtlpRelay relay) {
    this.maxSpans = maxSpans;
    this.relay = relay;
    this.executor = Executors.newVirtualThreadPerTaskExecutor();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(executor)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .addService(MalformedRequests.refused(new Collector().bindService()))
            .build();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** The URL for {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  public String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  /** A snapshot of every trace that has a span here, by start. */
  public List<Trace> traces() {
    List<Span> all = new ArrayList<>();
    locked(() -> spans.values().forEach(all::addAll));
    return Trace.group(all);
  }

  /** A snapshot of one trace; empty where none of its spans has arrived. */
  public Optional<Trace> trace(String traceId) {
    List<Span> found = new ArrayList<>();
    locked(() -> found.addAll(spans.getOrDefault(traceId, List.of())));
    return found.isEmpty() ? Optional.empty() : Optional.of(Trace.of(found));
  }

  /** A snapshot of the counters. */
  public Counts counts() {
    lock.lock();
    try {
      return new Counts(kept, overflowed, malformed);
    } finally {
      lock.unlock();
    }
  }

  /** Drops one trace and makes room for others; spans of it that arrive later are held again. */
  public void forget(String traceId) {
    locked(() -> kept -= Optional.ofNullable(spans.remove(traceId)).map(List::size).orElse(0));
  }

  /** Waits until a trace has that many different spans and no orphan; see the other form. */
  public Trace awaitTrace(String traceId, int spanCount, Duration timeout)
      throws InterruptedException, TimeoutException {
    return awaitTrace(
        traceId, trace -> trace.size() >= spanCount && trace.orphans().isEmpty(), timeout);
  }

  /**
   * Waits until a trace is as it should be. Exporters send in batches and processes send by
   * themselves, so a trace arrives in pieces, parents mostly after children.
   *
   * @param complete asked again after each arrival, on the caller's thread, with no lock held
   * @throws TimeoutException if it has not come to that in time, or the receiver was closed; the
   *     message says what has arrived
   */
  public Trace awaitTrace(String traceId, Predicate<Trace> complete, Duration timeout)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long seen = version();
      Optional<Trace> trace = trace(traceId);
      if (trace.filter(complete).isPresent()) {
        return trace.get();
      }
      if (!awaitChange(seen, deadline)) {
        Counts counts = counts();
        throw new TimeoutException(
            "trace %s is not complete after %s: %d of its spans arrived; of all traces %s"
                .formatted(traceId, timeout, trace.map(Trace::size).orElse(0), counts));
      }
    }
  }

  /**
   * Ends the receiver. When this returns, the port is free, no export is being handled, and every
   * waiting {@code awaitTrace} has been woken. Traces can still be read. Closing twice is harmless.
   */
  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          changed.signalAll();
        });
    server.shutdown();
    try {
      if (!server.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    executor.close();
    relay.close();
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for an arrival that {@code seen} does not cover; false once it is too late for one. */
  private boolean awaitChange(long seen, long deadline) throws InterruptedException {
    lock.lock();
    try {
      long left = deadline - System.nanoTime();
      while (version == seen && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return version != seen;
    } finally {
      lock.unlock();
    }
  }

  /** Takes in one batch and returns how many of its spans were dropped. */
  private long accept(Collection<Span> batch, long broken) {
    lock.lock();
    try {
      long dropped = broken;
      for (Span span : batch) {
        if (kept == maxSpans) {
          overflowed++;
          dropped++;
        } else {
          spans.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span);
          kept++;
        }
      }
      malformed += broken;
      version++;
      changed.signalAll();
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  private final class Collector extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> reply) {
      relay.send(request);
      List<Span> batch = new ArrayList<>();
      List<String> complaints = new ArrayList<>();
      for (var process : request.getResourceSpansList()) {
        Resource resource = OtlpSpans.resource(process.getResource());
        for (var scope : process.getScopeSpansList()) {
          for (var message : scope.getSpansList()) {
            try {
              batch.add(OtlpSpans.span(message, resource, scope.getScope().getName()));
            } catch (SpecException e) {
              complaints.add(e.getMessage());
            }
          }
        }
      }
      long dropped = accept(batch, complaints.size());
      ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
      if (dropped > 0) {
        String why =
            complaints.isEmpty()
                ? "no room for more than " + maxSpans + " spans"
                : complaints.getFirst();
        response.getPartialSuccessBuilder().setRejectedSpans(dropped).setErrorMessage(why);
      }
      reply.onNext(response.build());
      reply.onCompleted();
    }
  }
}
