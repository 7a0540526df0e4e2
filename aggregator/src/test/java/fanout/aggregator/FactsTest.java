package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import fanout.v1.GetUserRequest;
import fanout.v1.GetUserResponse;
import fanout.v1.UserServiceGrpc;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What gRPC itself does, on which the aggregator is built: one fact of docs each, no aggregator.
 */
class FactsTest {
  private static final GetUserRequest ASK = GetUserRequest.newBuilder().setUserId("u-1").build();

  private FakeBackends backends;
  private Recorder recorder;
  private ManagedChannel channel;
  private ExecutorService other;
  private ScheduledExecutorService timer;

  @BeforeEach
  void connect() {
    backends = new FakeBackends();
    recorder = new Recorder();
    channel = channel(Rig.loopback(backends.port()));
    other = Executors.newSingleThreadExecutor();
    timer = Executors.newSingleThreadScheduledExecutor();
    UserServiceGrpc.newBlockingStub(channel).getUser(ASK);
    backends.forget();
    recorder.spans();
    recorder.forget();
    backends.onAll(FakeBackends.HANG);
  }

  private ManagedChannel channel(NettyChannelBuilder builder) {
    recorder.telemetry().instrument(builder);
    return builder.build();
  }

  @AfterEach
  void disconnect() {
    other.shutdownNow();
    timer.shutdownNow();
    channel.shutdownNow();
    backends.close();
    await().until(channel::isTerminated);
  }

  private void callBlocking() {
    UserServiceGrpc.newBlockingStub(channel).getUser(ASK);
  }

  private static Status.Code code(Throwable error) {
    return Status.fromThrowable(error).getCode();
  }

  @Test
  void onAnUnwrappedExecutorTheBackendSeesNoDeadlineAndRunsToItsEnd() throws Exception {
    Context.CancellableContext request =
        Context.current().withDeadlineAfter(60, TimeUnit.SECONDS, timer);
    AtomicReference<@Nullable Future<?>> call = new AtomicReference<>();
    request.run(() -> call.set(other.submit(this::callBlocking)));
    BackendCall backend = backends.awaitCall("user");

    request.cancel(null);

    assertThat(backend.timeLeft()).isEmpty();
    backend.answer();
    Objects.requireNonNull(call.get()).get();
    assertThat(backend.end()).contains(BackendCall.End.ANSWERED);
  }

  @Test
  void onAWrappedExecutorTheBackendSeesTheDeadlineAndTheCancel() {
    Context.CancellableContext request =
        Context.current().withDeadlineAfter(60, TimeUnit.SECONDS, timer);
    request.run(() -> Context.currentContextExecutor(other).execute(this::swallowing));
    BackendCall backend = backends.awaitCall("user");

    request.cancel(null);

    assertThat(backend.timeLeft()).isPresent();
    await().until(backend::isCancelled);
  }

  /** For calls whose failure the test sees at the backend. */
  private void swallowing() {
    try {
      callBlocking();
    } catch (StatusRuntimeException e) {
      assertThat(code(e)).isEqualTo(Status.Code.CANCELLED);
    }
  }

  @Test
  void wrappingOnlyGrpcsContextLosesTheTraceParent() throws Exception {
    backends.onAll(FakeBackends.ANSWER);
    Span root = recorder.telemetry().tracer().spanBuilder("root").startSpan();
    try (Scope ignored = root.makeCurrent()) {
      other.submit(Context.current().wrap(this::callBlocking)).get();
    }
    root.end();

    assertThat(recorder.spans(SpanKind.CLIENT, ""))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.getTraceId()).isNotEqualTo(root.getSpanContext().getTraceId());
              assertThat(call.getParentSpanContext().isValid()).isFalse();
            });
  }

  @Test
  void wrappingOnlyOpenTelemetrysContextLosesTheDeadline() throws Exception {
    backends.onAll(FakeBackends.ANSWER);
    Span root = recorder.telemetry().tracer().spanBuilder("root").startSpan();
    Context.CancellableContext request =
        Context.current().withDeadlineAfter(60, TimeUnit.SECONDS, timer);
    try (Scope ignored = root.makeCurrent()) {
      Runnable call = io.opentelemetry.context.Context.current().wrap(this::callBlocking);
      request.call(() -> other.submit(call)).get();
    }
    root.end();
    request.cancel(null);

    assertThat(backends.awaitCall("user").timeLeft()).isEmpty();
    assertThat(recorder.spans(SpanKind.CLIENT, ""))
        .singleElement()
        .satisfies(
            call -> assertThat(call.getTraceId()).isEqualTo(root.getSpanContext().getTraceId()));
  }

  @Test
  void aCallUnderARequestsContextIsCancelledWhenThatRequestCompletes() {
    try (Context.CancellableContext request = Context.current().withCancellation()) {
      request.run(() -> Context.currentContextExecutor(other).execute(this::swallowing));
      backends.awaitCall("user");
    } // a server does the same with the context of a request that it has answered

    await().until(backends.awaitCall("user")::isCancelled);
  }

  @Test
  void aForkedContextSurvivesTheRequestAndKnowsNoDeadline() throws Exception {
    Context.CancellableContext request =
        Context.current().withDeadlineAfter(60, TimeUnit.SECONDS, timer);
    ListenableFuture<GetUserResponse> reply =
        request.call(
            () ->
                Context.current()
                    .fork()
                    .call(() -> UserServiceGrpc.newFutureStub(channel).getUser(ASK)));
    BackendCall backend = backends.awaitCall("user");

    request.cancel(null);

    assertThat(backend.timeLeft()).isEmpty();
    backend.answer();
    assertThat(reply.get().hasUser()).isTrue();
  }

  @Test
  void interruptingAThreadInABlockingStubCancelsTheCall() throws Exception {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    callBlocking();
                  } catch (StatusRuntimeException e) {
                    thrown.set(e);
                  }
                });
    BackendCall backend = backends.awaitCall("user");

    caller.interrupt();
    caller.join();

    assertThat(code(Objects.requireNonNull(thrown.get()))).isEqualTo(Status.Code.CANCELLED);
    await().until(backend::isCancelled);
  }

  @Test
  void interruptingAThreadThatWaitsForAFutureDoesNotCancelTheCall() throws Exception {
    ListenableFuture<GetUserResponse> reply = UserServiceGrpc.newFutureStub(channel).getUser(ASK);
    BackendCall backend = backends.awaitCall("user");
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    reply.get();
                  } catch (Exception e) {
                    thrown.set(e);
                  }
                });

    waiter.interrupt();
    waiter.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    backend.answer();
    assertThat(reply.get().hasUser()).as("nobody has cancelled it").isTrue();
  }

  @Test
  void cancellingTheFutureCancelsTheCall() {
    ListenableFuture<GetUserResponse> reply = UserServiceGrpc.newFutureStub(channel).getUser(ASK);
    BackendCall backend = backends.awaitCall("user");

    reply.cancel(true);

    await().until(backend::isCancelled);
    assertThatThrownBy(reply::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void cancellingTheFutureWithoutInterruptionLeavesTheCallRunning() {
    ListenableFuture<GetUserResponse> reply = UserServiceGrpc.newFutureStub(channel).getUser(ASK);
    BackendCall backend = backends.awaitCall("user");

    reply.cancel(false);

    backends.on("user", FakeBackends.ANSWER);
    callBlocking(); // on the same connection: a reset of the first call would have come before
    assertThat(backend.end()).isEmpty();
  }

  @Test
  void aHandlerIsNotInterruptedByCancellationButItsContextKnows() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    backends.on(
        "user",
        call -> {
          Context context = Context.current();
          other.execute(
              () -> {
                await().until(context::isCancelled);
                interrupted.complete(Thread.currentThread().isInterrupted());
              });
        });
    ListenableFuture<GetUserResponse> reply = UserServiceGrpc.newFutureStub(channel).getUser(ASK);
    backends.awaitCall("user");

    reply.cancel(true);

    assertThat(interrupted.get()).isFalse();
  }

  /** Asked for more than 5 attempts, gRPC makes 5. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 9})
  void hedgingIsAMatterOfTheServiceConfigAndMakesAtMostFiveAttempts(int asked) throws Exception {
    int attempts = Math.min(asked, 5);
    ManagedChannel hedging =
        channel(
            Rig.loopback(backends.port())
                .enableRetry()
                .defaultServiceConfig(
                    Map.of(
                        "methodConfig",
                        List.of(
                            Map.of(
                                "name",
                                List.of(Map.of("service", "fanout.v1.UserService")),
                                "hedgingPolicy",
                                Map.of("maxAttempts", (double) asked, "hedgingDelay", "0.01s"))))));
    try {
      ListenableFuture<GetUserResponse> reply = UserServiceGrpc.newFutureStub(hedging).getUser(ASK);
      backends.awaitCalls(attempts);
      BackendCall winner = backends.calls().getLast();

      winner.answer();

      assertThat(reply.get().hasUser()).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(backends.calls())
                      .filteredOn(call -> call != winner)
                      .hasSize(attempts - 1)
                      .allMatch(BackendCall::isCancelled));
      // In any order: attempts that have waited for the connection leave together.
      assertThat(backends.calls())
          .extracting(BackendCall::previousAttempts)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, attempts).boxed().toList());
    } finally {
      hedging.shutdownNow();
    }
  }

  @Test
  void aDeadlineSetOnASharedStubRunsFromThatMoment() {
    backends.onAll(FakeBackends.ANSWER);
    UserServiceGrpc.UserServiceBlockingStub shared =
        UserServiceGrpc.newBlockingStub(channel).withDeadlineAfter(200, TimeUnit.MILLISECONDS);
    await().until(() -> shared.getCallOptions().getDeadline().isExpired());

    assertThatThrownBy(() -> shared.getUser(ASK))
        .satisfies(error -> assertThat(code(error)).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    assertThat(backends.calls()).isEmpty();
    assertThat(shared.withDeadlineAfter(60, TimeUnit.SECONDS).getUser(ASK).hasUser()).isTrue();
  }
}
