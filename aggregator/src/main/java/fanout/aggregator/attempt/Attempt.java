package fanout.aggregator.attempt;

import fanout.runtime.balance.Route;
import fanout.runtime.telemetry.Contexts;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One real call. It keeps what comes back until the race has judged it; nothing of a loser reaches
 * the application.
 *
 * @param <Q> request message
 * @param <R> response message
 */
final class Attempt<Q, R> extends ClientCall.Listener<R> implements CallRace.Entrant {
  private enum State {
    READY,
    LAUNCHING,
    LAUNCHED,
    CALLED_OFF
  }

  private final RacedCall<Q, R> race;
  private final int number;
  private final Route route;
  private final Function<ClientStreamTracer.Factory, ClientCall<Q, R>> maker;
  private final Metadata headers;
  private final AtomicReference<State> state = new AtomicReference<>(State.READY);
  private @Nullable ClientCall<Q, R> call;
  private String why = "";
  private @Nullable Throwable cause;
  private @Nullable Metadata responseHeaders;
  private final List<R> messages = new ArrayList<>(1);

  /**
   * An attempt that is not sent yet.
   *
   * @param maker makes the real call, with a tracer that hears of its stream
   */
  Attempt(
      RacedCall<Q, R> race,
      int number,
      Route route,
      Function<ClientStreamTracer.Factory, ClientCall<Q, R>> maker,
      Metadata headers) {
    this.race = race;
    this.number = number;
    this.route = route;
    this.maker = maker;
    this.headers = headers;
  }

  /** Sends it under the contexts of the call that it belongs to, on this thread. */
  @Override
  public void launch() {
    if (!state.compareAndSet(State.READY, State.LAUNCHING)) {
      return;
    }
    Contexts.run(race.grpc(), race.otel(), this::send);
    if (!state.compareAndSet(State.LAUNCHING, State.LAUNCHED)) {
      cancelCall();
    }
  }

  private void send() {
    try {
      ClientCall<Q, R> started = maker.apply(new Departure());
      call = started;
      started.start(this, headers);
      started.request(2); // as the stubs do: a second message is an error worth knowing
      started.setMessageCompression(race.compressed());
      started.sendMessage(race.message());
      started.halfClose();
    } catch (RuntimeException | Error e) {
      if (call != null) {
        call.cancel("could not be sent", e);
      }
      race.closed(number, Status.fromThrowable(e), new Metadata());
    }
  }

  /**
   * A call must not be cancelled while it is being started: whoever launches it looks once more
   * when it has been.
   */
  @Override
  public void cancel(String why, @Nullable Throwable cause) {
    this.why = why;
    this.cause = cause;
    if (!state.compareAndSet(State.READY, State.CALLED_OFF)
        && !state.compareAndSet(State.LAUNCHING, State.CALLED_OFF)) {
      cancelCall();
    }
  }

  private void cancelCall() {
    if (call != null) {
      call.cancel(why, cause);
    }
  }

  /** Gives the listener of the application all that came, on the thread that runs this. */
  void replay(ClientCall.Listener<R> listener) {
    if (responseHeaders != null) {
      listener.onHeaders(responseHeaders);
    }
    messages.forEach(listener::onMessage);
  }

  @Override
  public void onHeaders(Metadata headers) {
    responseHeaders = headers;
  }

  @Override
  public void onMessage(R message) {
    messages.add(message);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    race.closed(number, status, trailers);
  }

  /** Hears when the attempt leaves for the network: its pick is known then. */
  private final class Departure extends ClientStreamTracer.Factory {
    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(io.grpc.Attributes transport, Metadata headers) {
          race.sent(number, route.pick());
        }
      };
    }
  }
}
