package fanout.aggregator.flight;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import com.google.protobuf.Message;
import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Limiter;
import fanout.aggregator.limit.Permit;
import fanout.aggregator.limit.Shed;
import fanout.aggregator.source.BackendRequest;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.source.SectionSource;
import fanout.runtime.telemetry.Contexts;
import io.grpc.Context;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend behind a limit, for one section of one request: each call waits for its turn within its
 * own deadline, or ends at once with RESOURCE_EXHAUSTED. A cancelled context ends the wait. The
 * permit is given back exactly once, before the result is told. Thread-safe.
 */
final class LimitedSource implements SectionSource {
  private final SectionSource source;
  private final Supplier<Limiter> limiter;
  private final AtomicReference<Duration> longestWait = new AtomicReference<>(Duration.ZERO);

  /** All that it was given, those given back too; a request has few. */
  private final Queue<Permit> permits = new ConcurrentLinkedQueue<>();

  /**
   * Limits {@code source}.
   *
   * @param limiter asked once for each call; what it throws is what becomes of the call
   */
  LimitedSource(SectionSource source, Supplier<Limiter> limiter) {
    this.source = source;
    this.limiter = limiter;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public CallResult callBlocking(BackendRequest request) {
    CompletableFuture<Supplier<CallResult>> turn = new CompletableFuture<>();
    Turn waiter =
        new Turn() {
          @Override
          void begin(Permit permit) {
            if (!turn.complete(() -> callBlocking(request, permit))) {
              permit.release(End.OTHER); // interrupted meanwhile
            }
          }

          @Override
          void refused(Status why) {
            turn.complete(() -> failure(why));
          }
        };
    Limiter.Wait wait = waiter.ask(request);
    try {
      return turn.get().get();
    } catch (InterruptedException e) {
      wait.giveUp();
      Thread.currentThread().interrupt(); // a call that is let in just now is cancelled by it
      turn.complete(() -> failure(Status.CANCELLED.withDescription("interrupted while it waited")));
      return turn.join().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a turn comes or it does not, it never fails", e);
    }
  }

  private CallResult callBlocking(BackendRequest request, Permit permit) {
    End end = End.OTHER;
    try {
      CallResult result = source.callBlocking(request);
      end = Turns.end(result);
      return result;
    } finally {
      permit.release(end);
    }
  }

  @Override
  public void callAsync(BackendRequest request, Consumer<CallResult> done) {
    new Turn() {
      @Override
      void begin(Permit permit) {
        source.callAsync(
            request,
            result -> {
              permit.release(Turns.end(result));
              done.accept(result);
            });
      }

      @Override
      void refused(Status why) {
        done.accept(failure(why));
      }
    }.ask(request);
  }

  @Override
  public ListenableFuture<CallResult> callFuture(BackendRequest request) {
    SettableFuture<CallResult> result = SettableFuture.create();
    Turn turn =
        new Turn() {
          @Override
          void begin(Permit permit) {
            ListenableFuture<CallResult> call = source.callFuture(request);
            Futures.addCallback(call, releasing(permit), MoreExecutors.directExecutor());
            result.setFuture(call);
          }

          @Override
          void refused(Status why) {
            result.set(failure(why));
          }
        };
    Limiter.Wait wait = turn.ask(request);
    result.addListener(wait::giveUp, MoreExecutors.directExecutor());
    return result;
  }

  private static FutureCallback<CallResult> releasing(Permit permit) {
    return new FutureCallback<>() {
      @Override
      public void onSuccess(@Nullable CallResult result) {
        permit.release(result == null ? End.OTHER : Turns.end(result));
      }

      @Override
      public void onFailure(Throwable cancelled) {
        permit.release(End.OTHER);
      }
    };
  }

  private static CallResult failure(Status why) {
    return new CallResult.Failure(why, Optional.empty());
  }

  @Override
  public void abandon() {
    permits.forEach(permit -> permit.release(End.OTHER));
  }

  @Override
  public Message merge(List<Message> parts) {
    return source.merge(parts);
  }

  @Override
  public Message empty() {
    return source.empty();
  }

  /** One call's wait. It begins under the contexts in which it asked. */
  private abstract class Turn implements Limiter.Waiter {
    private final Context grpc = Context.current();
    private final io.opentelemetry.context.Context otel = Contexts.openTelemetry();
    private final Departure departure = new Departure(grpc);

    /** The call may be made and has to release the permit. */
    abstract void begin(Permit permit);

    /** The call is not made. */
    abstract void refused(Status why);

    Limiter.Wait ask(BackendRequest request) {
      Limiter.Wait wait = limiter.get().acquire(Optional.ofNullable(request.deadline()), this);
      departure.watch(
          () -> {
            if (wait.giveUp()) {
              refused(Status.CANCELLED.withDescription("called off while it waited for its turn"));
            }
          });
      return wait;
    }

    @Override
    public void admitted(Permit permit) {
      departure.ignore();
      try {
        permits.add(permit);
        waited(permit.waited());
        Contexts.run(grpc, otel, () -> begin(permit));
      } catch (RuntimeException | Error e) {
        permit.release(End.OTHER);
        refused(CallLeg.status(e));
      }
    }

    @Override
    public void shed(Shed shed) {
      departure.ignore();
      Turns.describe(Span.fromContext(otel), shed);
      refused(shed.status());
    }

    /** The span is that of the section, which may make several calls: it tells the longest wait. */
    private void waited(Duration time) {
      Duration longest = longestWait.accumulateAndGet(time, (a, b) -> a.compareTo(b) >= 0 ? a : b);
      Turns.describe(Span.fromContext(otel), longest);
    }
  }
}
