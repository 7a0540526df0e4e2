package fanout.aggregator.attempt;

import com.google.common.util.concurrent.MoreExecutors;
import fanout.runtime.balance.Route;
import fanout.runtime.telemetry.AttemptSeries;
import fanout.runtime.telemetry.Contexts;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A unary call as the application sees it: one message out, one outcome back, whatever happens
 * below. Attempts run on the threads of their connections; the outcome is handed over on the
 * executor that the application chose, as gRPC would do it.
 *
 * @param <Q> request message
 * @param <R> response message
 */
final class RacedCall<Q, R> extends ClientCall<Q, R> implements CallRace.Track {
  /** gRFC A6; absent on the first attempt. */
  private static final Metadata.Key<String> PREVIOUS_ATTEMPTS =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

  private static final AttributeKey<String> REASON = AttributeKey.stringKey("fanout.reason");

  private final MethodDescriptor<Q, R> method;
  private final CallOptions options;
  private final Channel channel;
  private final Executor executor;
  private final Context grpc = Context.current();
  private final io.opentelemetry.context.Context otel = Contexts.openTelemetry();
  private final AttemptSeries series = AttemptSeries.start();
  private final CallRace race;
  private final List<Attempt<Q, R>> attempts = new ArrayList<>(2);
  private final Context.CancellationListener departure;
  private @Nullable Listener<R> listener;
  private @Nullable Metadata headers;
  private @Nullable Q message;
  private boolean compressed = true;

  RacedCall(
      MethodDescriptor<Q, R> method,
      CallOptions options,
      Channel channel,
      CallAttempts call,
      Executor executor) {
    this.method = method;
    this.options = options;
    this.channel = channel;
    this.executor = executor;
    this.race = new CallRace(call, deadline(options, grpc), grpc, this);
    CallRace judge = race;
    this.departure = context -> judge.calledOff(io.grpc.Contexts.statusFromCancelled(context));
  }

  private static @Nullable Deadline deadline(CallOptions options, Context context) {
    Deadline own = options.getDeadline();
    Deadline outer = context.getDeadline();
    if (own == null || outer == null) {
      return own == null ? outer : own;
    }
    return own.minimum(outer);
  }

  // As the application calls it.

  @Override
  public void start(Listener<R> listener, Metadata headers) {
    this.listener = listener;
    this.headers = headers;
    grpc.addListener(departure, MoreExecutors.directExecutor());
  }

  /** The outcome comes as a whole, one message at most: there is no flow to control. */
  @Override
  public void request(int numMessages) {}

  @Override
  public void sendMessage(Q message) {
    this.message = message;
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    compressed = enabled;
  }

  @Override
  public void halfClose() {
    race.start();
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    Status status = message == null ? Status.CANCELLED : Status.CANCELLED.withDescription(message);
    race.calledOff(cause == null ? status : status.withCause(cause));
  }

  @Override
  public Attributes getAttributes() {
    return Attributes.EMPTY;
  }

  // As its attempts report.

  void sent(int attempt, Optional<Route.Pick> pick) {
    race.sent(attempt, pick);
  }

  void closed(int attempt, Status status, Metadata trailers) {
    race.closed(attempt, status, trailers);
  }

  Context grpc() {
    return grpc;
  }

  io.opentelemetry.context.Context otel() {
    return otel;
  }

  Q message() {
    return Objects.requireNonNull(message);
  }

  boolean compressed() {
    return compressed;
  }

  // As the race decides.

  @Override
  public CallRace.Entrant enter(int number, boolean hedge, Route route) {
    CallOptions own =
        options
            .withExecutor(MoreExecutors.directExecutor())
            .withOption(Route.KEY, route)
            .withOption(AttemptSeries.KEY, series.with(hedge));
    Metadata sent = new Metadata();
    sent.merge(Objects.requireNonNull(headers));
    if (number > 0) {
      sent.put(PREVIOUS_ATTEMPTS, String.valueOf(number));
    }
    Attempt<Q, R> attempt =
        new Attempt<>(
            this,
            number,
            route,
            tracer -> channel.newCall(method, own.withStreamTracerFactory(tracer)),
            sent);
    attempts.add(attempt);
    return attempt;
  }

  @Override
  public void note(String event, String reason) {
    Span.fromContext(otel)
        .addEvent(event, io.opentelemetry.api.common.Attributes.of(REASON, reason));
  }

  @Override
  public void finish(CallRace.Outcome outcome) {
    grpc.removeListener(departure);
    if (listener != null) {
      Listener<R> to = listener;
      executor.execute(() -> grpc.run(() -> handOver(outcome, to)));
    }
  }

  private void handOver(CallRace.Outcome outcome, Listener<R> to) {
    switch (outcome) {
      case CallRace.Outcome.CalledOff off -> to.onClose(off.status(), new Metadata());
      case CallRace.Outcome.Of(int number, Status status, Metadata trailers) -> {
        try {
          attempts.get(number).replay(to);
        } catch (RuntimeException | Error e) { // as gRPC does: a listener that throws is told so
          to.onClose(
              Status.CANCELLED.withCause(e).withDescription("the answer could not be taken"),
              new Metadata());
          return;
        }
        to.onClose(status, trailers);
      }
    }
  }
}
