package fanout.aggregator;

import fanout.runtime.server.SimulationMetadata;
import fanout.v1.Shard;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call as its backend sees it; ends exactly once, by whatever comes first. Thread-safe. */
final class BackendCall {
  /** How a call ended. */
  enum End {
    ANSWERED,
    FAILED,
    CANCELLED
  }

  private static final Metadata.Key<String> TRACE_PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private final String section;
  private final Shard shard;
  private final Metadata headers;
  private final @Nullable Duration timeLeft;
  private final ServerCallStreamObserver<?> observer;
  private final Runnable answer;
  private final Consumer<BackendCall> ended;
  private final AtomicReference<@Nullable End> end = new AtomicReference<>();

  BackendCall(
      String section,
      Shard shard,
      Metadata headers,
      ServerCallStreamObserver<?> observer,
      Runnable answer,
      Consumer<BackendCall> ended) {
    this.section = section;
    this.shard = shard;
    this.headers = headers;
    this.observer = observer;
    this.answer = answer;
    this.ended = ended;
    Deadline deadline = Context.current().getDeadline();
    this.timeLeft =
        deadline == null ? null : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    observer.setOnCancelHandler(() -> end(End.CANCELLED));
  }

  String section() {
    return section;
  }

  Shard shard() {
    return shard;
  }

  /** What was left until the call's deadline when it arrived; empty where it has none. */
  Optional<Duration> timeLeft() {
    return Optional.ofNullable(timeLeft);
  }

  String requestId() {
    return String.valueOf(headers.get(SimulationMetadata.REQUEST_ID));
  }

  Optional<String> simulation() {
    return Optional.ofNullable(headers.get(SimulationMetadata.SIM));
  }

  /** The span that this call came from, in W3C's form {@code 00-trace-span-flags}. */
  String traceParent() {
    return String.valueOf(headers.get(TRACE_PARENT));
  }

  /** What gRPC says of the retries or hedges that were sent before. */
  int previousAttempts() {
    String previous =
        headers.get(
            Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER));
    return previous == null ? 0 : Integer.parseInt(previous);
  }

  Optional<End> end() {
    return Optional.ofNullable(end.get());
  }

  boolean isCancelled() {
    return end.get() == End.CANCELLED;
  }

  void answer() {
    if (end(End.ANSWERED)) {
      answer.run();
    }
  }

  void fail(Status status, Metadata trailers) {
    if (end(End.FAILED)) {
      observer.onError(status.asRuntimeException(trailers));
    }
  }

  void fail(Status status) {
    fail(status, new Metadata());
  }

  private boolean end(End how) {
    boolean first = end.compareAndSet(null, how);
    if (first) {
      ended.accept(this);
    }
    return first;
  }
}
