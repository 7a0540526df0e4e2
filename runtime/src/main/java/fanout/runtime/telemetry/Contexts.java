package fanout.runtime.telemetry;

import io.grpc.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * Carries gRPC's context (deadline, cancellation) and OpenTelemetry's (the parent of the next span)
 * across a hand-off together. Either alone loses the other half: a task wrapped for gRPC only
 * starts a trace of its own, one wrapped for OpenTelemetry only outlives its caller's deadline and
 * cancel.
 *
 * <p>A wrapped task sees the contexts that were current where it was wrapped. When it has returned
 * or thrown, the thread has the contexts it had before, OpenTelemetry's restored first (the reverse
 * of the order of attachment).
 *
 * <p>On a thread where only gRPC's context has been attached, the span of the call being handled is
 * still found: {@link #openTelemetry()} reads it from gRPC's context. Thread-safe.
 */
public final class Contexts {
  /** The OpenTelemetry context of the call that a gRPC context belongs to. */
  static final Context.Key<io.opentelemetry.context.Context> CALL =
      Context.key("fanout-opentelemetry");

  private Contexts() {}

  /**
   * The current OpenTelemetry context; where none has been made current, that of the call being
   * handled by the current gRPC context; else the root.
   */
  public static io.opentelemetry.context.Context openTelemetry() {
    io.opentelemetry.context.Context current = io.opentelemetry.context.Context.current();
    if (!current.equals(io.opentelemetry.context.Context.root())) {
      return current;
    }
    io.opentelemetry.context.Context ofCall = CALL.get();
    return ofCall == null ? current : ofCall;
  }

  /** {@code task} under the contexts current now, wherever and whenever it runs. */
  public static Runnable wrap(Runnable task) {
    Context grpc = Context.current();
    io.opentelemetry.context.Context otel = openTelemetry();
    return () -> run(grpc, otel, task);
  }

  /** {@code task} under the contexts current now, wherever and whenever it is called. */
  public static <T> Callable<T> wrap(Callable<T> task) {
    Context grpc = Context.current();
    io.opentelemetry.context.Context otel = openTelemetry();
    return () -> call(grpc, otel, task);
  }

  /**
   * An executor that runs each task under the contexts current where {@code execute} was called.
   */
  public static Executor wrap(Executor executor) {
    return task -> executor.execute(wrap(task));
  }

  /** Runs {@code task} on this thread under both contexts. */
  public static void run(Context grpc, io.opentelemetry.context.Context otel, Runnable task) {
    Context before = grpc.attach();
    try (Scope ignored = otel.makeCurrent()) {
      task.run();
    } finally {
      grpc.detach(before);
    }
  }

  /**
   * Calls {@code task} on this thread under both contexts.
   *
   * @throws Exception whatever {@code task} throws
   */
  public static <T> T call(Context grpc, io.opentelemetry.context.Context otel, Callable<T> task)
      throws Exception {
    Context before = grpc.attach();
    try (Scope ignored = otel.makeCurrent()) {
      return task.call();
    } finally {
      grpc.detach(before);
    }
  }
}
