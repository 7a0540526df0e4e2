package fanout.runtime.resend;

import fanout.runtime.telemetry.AttemptSeries;
import fanout.runtime.telemetry.Contexts;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A unary call that is made anew while no server has seen it. What has been said to the call is
 * kept until it is over, one message at most; all calls but the last are closed when the next
 * begins.
 *
 * @param <Q> request message
 * @param <R> response message
 */
final class ResentCall<Q, R> extends ClientCall<Q, R> {
  private enum State {
    /** The request is not complete. */
    SENDING,
    /** The request is complete. */
    SENT,
    /** The call has ended unseen before its request was complete. */
    UNSEEN
  }

  /** As gRPC has it: more would be a mistake of somebody's. */
  private static final int MOST_UNSENT = 1_000;

  /** gRFC A6: a server that refuses twice may mean it. */
  private static final int MOST_REFUSED = 1;

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<ResentCall, State> STATE =
      AtomicReferenceFieldUpdater.newUpdater(ResentCall.class, State.class, "state");

  private final MethodDescriptor<Q, R> method;
  private final Channel channel;
  private final AttemptTally tally;
  private final Context grpc = Context.current();
  private final io.opentelemetry.context.Context otel = Contexts.openTelemetry();
  private CallOptions options;
  private @Nullable Listener<R> listener;
  private @Nullable Metadata headers;
  private @Nullable Q message;
  private boolean compressed = true;
  private int requested;
  private int unsent;
  private int refused;

  @SuppressWarnings("UnusedVariable") // read and written by STATE
  private volatile State state = State.SENDING;

  private volatile ClientCall<Q, R> call;
  private @Nullable String why;
  private @Nullable Throwable cause;
  private volatile boolean cancelled;

  /** To be made where the call is made: its contexts are those of every call that follows. */
  ResentCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel channel, AttemptTally tally) {
    this.method = method;
    this.options = options;
    this.channel = channel;
    this.tally = tally;
    this.call = channel.newCall(method, options);
  }

  @Override
  public void start(Listener<R> listener, Metadata headers) {
    this.listener = listener;
    this.headers = headers;
    call.start(new Ear(listener), headers);
  }

  /** Before the request is complete, as the stubs do: no more than one reply can come after it. */
  @Override
  public void request(int numMessages) {
    requested += numMessages;
    call.request(numMessages);
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    compressed = enabled;
    call.setMessageCompression(enabled);
  }

  @Override
  public void sendMessage(Q message) {
    this.message = message;
    call.sendMessage(message);
  }

  /** Another call's flush may have carried this one away already, and to its end. */
  @Override
  public void halfClose() {
    call.halfClose();
    if (!STATE.compareAndSet(this, State.SENDING, State.SENT)
        && STATE.compareAndSet(this, State.UNSEEN, State.SENT)) {
      sendAgain();
    }
  }

  /**
   * Either this thread finds the call that was made last or that call's maker finds the flag. Where
   * there is none, because the last is over and the request not complete, this thread says so.
   */
  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    this.why = message;
    this.cause = cause;
    cancelled = true;
    call.cancel(message, cause);
    if (STATE.compareAndSet(this, State.UNSEEN, State.SENT)) {
      Status status = Status.CANCELLED.withDescription(message).withCause(cause);
      Objects.requireNonNull(listener).onClose(status, new Metadata());
    }
  }

  @Override
  public Attributes getAttributes() {
    return call.getAttributes();
  }

  private final class Ear extends SimpleForwardingClientCallListener<R> {
    Ear(Listener<R> listener) {
      super(listener);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!mayBeSentAgain(status)) {
        super.onClose(status, trailers);
      } else if (!STATE.compareAndSet(ResentCall.this, State.SENDING, State.UNSEEN)) {
        sendAgain();
      } else if (cancelled && STATE.compareAndSet(ResentCall.this, State.UNSEEN, State.SENT)) {
        super.onClose(status, trailers); // called off just now, by a thread that found no end yet
      }
    }
  }

  private boolean mayBeSentAgain(Status status) {
    if (status.getCode() != Status.Code.UNAVAILABLE || cancelled) {
      return false;
    }
    return switch (tally.unseen()) {
      case UNSENT -> ++unsent <= MOST_UNSENT;
      case REFUSED -> ++refused <= MOST_REFUSED;
      case null -> false;
    };
  }

  private void sendAgain() {
    Contexts.run(grpc, otel, this::makeAnew);
  }

  private void makeAnew() {
    Listener<R> to = Objects.requireNonNull(listener);
    ClientCall<Q, R> next;
    try {
      options =
          options.withOption(
              AttemptSeries.KEY, AttemptSeries.again(options.getOption(AttemptSeries.KEY)));
      next = channel.newCall(method, options);
      // gRPC's own headers and the trace's are put in the place of those of the call before.
      next.start(new Ear(to), Objects.requireNonNull(headers));
    } catch (RuntimeException | Error e) {
      to.onClose(Status.fromThrowable(e), new Metadata());
      return;
    }
    try {
      next.request(requested);
      next.setMessageCompression(compressed);
      next.sendMessage(Objects.requireNonNull(message));
      next.halfClose();
    } catch (RuntimeException | Error e) {
      next.cancel("could not be sent again", e);
    }
    call = next;
    if (cancelled) {
      next.cancel(why, cause);
    }
  }
}
