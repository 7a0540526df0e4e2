package fanout.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Deadline;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextsTest {
  private static final Context.Key<String> GRPC = Context.key("grpc");
  private static final ContextKey<String> OTEL = ContextKey.named("otel");

  private final Recorded recorded = new Recorded();
  private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    elsewhere.shutdownNow();
    recorded.close();
  }

  /** What a task saw, on whichever thread it ran. */
  private record Seen(@Nullable String grpc, @Nullable String otel) {
    static Seen now() {
      return new Seen(GRPC.get(), io.opentelemetry.context.Context.current().get(OTEL));
    }
  }

  private static final Seen NOTHING = new Seen(null, null);
  private static final Seen BOTH = new Seen("g", "o");

  private static <T> T underBoth(Callable<T> task) throws Exception {
    return Contexts.call(
        Context.ROOT.withValue(GRPC, "g"),
        io.opentelemetry.context.Context.root().with(OTEL, "o"),
        task);
  }

  @Test
  void aWrappedTaskSeesTheContextsOfWhereItWasWrapped() throws Exception {
    Callable<Seen> task = underBoth(() -> Contexts.wrap(Seen::now));
    assertThat(elsewhere.submit(task).get()).isEqualTo(BOTH);
    assertThat(elsewhere.submit(Seen::now).get()).isEqualTo(NOTHING);
  }

  @Test
  void aWrappedExecutorCarriesTheContextsOfWhereExecuteWasCalled() throws Exception {
    BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    var executor = Contexts.wrap(elsewhere);
    underBoth(
        () -> {
          executor.execute(() -> seen.add(Seen.now()));
          return seen;
        });
    executor.execute(() -> seen.add(Seen.now()));
    assertThat(seen.take()).isEqualTo(BOTH);
    assertThat(seen.take()).isEqualTo(NOTHING);
  }

  @Test
  void aTaskThatThrowsLeavesTheThreadAsItWas() throws Exception {
    underBoth(
        () -> {
          Context grpc = Context.current().withValue(GRPC, "inner");
          var otel = io.opentelemetry.context.Context.current().with(OTEL, "inner");
          Runnable failing =
              () -> {
                assertThat(Seen.now()).isEqualTo(new Seen("inner", "inner"));
                throw new IllegalStateException("on purpose");
              };
          assertThatThrownBy(() -> Contexts.run(grpc, otel, failing)).hasMessage("on purpose");
          assertThatThrownBy(() -> Contexts.call(grpc, otel, Executors.callable(failing)))
              .hasMessage("on purpose");
          assertThat(Seen.now()).isEqualTo(BOTH);
          return null;
        });
    assertThat(Seen.now()).isEqualTo(NOTHING);
  }

  // The facts of the design, each on real calls: an edge handler calls a backend from another
  // thread.

  /** What became of a call made on another thread from inside a handler. */
  private record HandedOff(boolean deadlineArrived, boolean cancelArrived, boolean sameTrace) {}

  @Test
  void wrappingOnlyGrpcKeepsDeadlineAndCancelAndLosesTheTraceParent() throws Exception {
    assertThat(handOff(task -> Context.current().wrap(task)))
        .isEqualTo(new HandedOff(true, true, false));
  }

  @Test
  void wrappingOnlyOpenTelemetryKeepsTheTraceParentAndLosesDeadlineAndCancel() throws Exception {
    assertThat(handOff(task -> io.opentelemetry.context.Context.current().wrap(task)))
        .isEqualTo(new HandedOff(false, false, true));
  }

  @Test
  void wrappingNeitherLosesAllThree() throws Exception {
    assertThat(handOff(task -> task)).isEqualTo(new HandedOff(false, false, false));
  }

  @Test
  void wrappingBothKeepsAllThree() throws Exception {
    assertThat(handOff(Contexts::wrap)).isEqualTo(new HandedOff(true, true, true));
  }

  @Test
  void contextsWrappedWhereOnlyGrpcsIsAttachedStillFindTheSpanOfTheCall() throws Exception {
    assertThat(handOff(task -> Context.current().wrap(() -> Contexts.wrap(task).run())))
        .isEqualTo(new HandedOff(true, true, true));
  }

  private HandedOff handOff(UnaryOperator<Runnable> wrap) throws Exception {
    BlockingQueue<Context> edgeContexts = new LinkedBlockingQueue<>();
    BlockingQueue<Context> taskContexts = new LinkedBlockingQueue<>();
    BlockingQueue<Context> backendContexts = new LinkedBlockingQueue<>();
    BlockingQueue<String> backendTraces = new LinkedBlockingQueue<>();
    try (Loopback backend =
            new Loopback(
                recorded.telemetry,
                (request, caller) -> {
                  backendTraces.add(Span.current().getSpanContext().getTraceId());
                  backendContexts.add(Context.current());
                });
        Loopback edge =
            new Loopback(
                recorded.telemetry,
                (request, caller) -> {
                  edgeContexts.add(Context.current());
                  elsewhere.execute(
                      wrap.apply(
                          () -> {
                            taskContexts.add(Context.current());
                            var unused = backend.call(request, CallOptions.DEFAULT);
                          }));
                })) {
      Span root = recorded.tracer().spanBuilder("caller").startSpan();
      try (Scope ignored = root.makeCurrent()) {
        var call =
            edge.call("hello", CallOptions.DEFAULT.withDeadline(Deadline.after(1, TimeUnit.HOURS)));
        Context backendContext = backendContexts.take();
        call.cancel(true);
        awaitCancelled(edgeContexts.take());
        // The call watches the context it was made under; where that is not cancelled by now it
        // never is.
        boolean cancelled = taskContexts.take().isCancelled();
        if (cancelled) {
          awaitCancelled(backendContext);
        }
        return new HandedOff(
            backendContext.getDeadline() != null,
            cancelled,
            backendTraces.take().equals(root.getSpanContext().getTraceId()));
      }
    }
  }

  private static void awaitCancelled(Context context) throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    context.addListener(ignored -> cancelled.countDown(), Runnable::run);
    cancelled.await();
  }

  @Test
  void theTraceOfAHandedOffFanOutIsOneTree() throws Exception {
    try (Loopback backend =
            new Loopback(
                recorded.telemetry,
                (request, caller) -> {
                  caller.onNext(request);
                  caller.onCompleted();
                });
        Loopback edge =
            new Loopback(
                recorded.telemetry,
                (request, caller) ->
                    elsewhere.execute(
                        Contexts.wrap(
                            () -> {
                              String user = backend.echo(request);
                              String orders = backend.echo(request);
                              caller.onNext(user + orders);
                              caller.onCompleted();
                            })))) {
      assertThat(edge.echo("x")).isEqualTo("xx");

      var spans = recorded.spans(6);
      SpanData root = spans.get(0);
      SpanData server = spans.get(1);
      assertThat(spans).extracting(SpanData::getTraceId).containsOnly(root.getTraceId());
      assertThat(server.getParentSpanId()).isEqualTo(root.getSpanId());
      assertThat(spans.get(2).getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(spans.get(3).getParentSpanId()).isEqualTo(spans.get(2).getSpanId());
      assertThat(spans.get(4).getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(spans.get(5).getParentSpanId()).isEqualTo(spans.get(4).getSpanId());
      assertThat(spans.get(2).getEndEpochNanos())
          .as("siblings in turn do not overlap")
          .isLessThanOrEqualTo(spans.get(4).getStartEpochNanos());
    }
  }
}
