package fanout.backend.service;

import com.google.protobuf.Message;
import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.SpecException;
import fanout.v1.AppliedBehavior;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many requests on one RPC, each a simulated call of its own, answered in the order in which they
 * get ready. At most {@code window} messages are in hand: a further one is asked of the transport
 * only when an answer has been taken by it, so that a caller that does not read is not read from.
 *
 * <p>gRPC has one status for a whole RPC: a message that fails ends the stream with its error, and
 * the ledger counts the messages that were still worked on as cancelled. One whose answer was ready
 * counts as finished, though an earlier one's failure may keep that answer from the caller.
 */
final class StreamHandler<Q, R extends Message> implements ServerCallHandler<Q, R> {
  private final CallRunner runner;
  private final ToLongFunction<Q> sequence;
  private final Answerer<Q, R> answerer;
  private final int window;

  StreamHandler(
      CallRunner runner, ToLongFunction<Q> sequence, Answerer<Q, R> answerer, int window) {
    this.runner = runner;
    this.sequence = sequence;
    this.answerer = answerer;
    this.window = window;
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
    Inbound inbound;
    try {
      inbound = Inbound.of(call, headers);
    } catch (SpecException e) {
      call.close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    call.sendHeaders(inbound.responseHeaders());
    call.request(window);
    return new Stream(call, inbound);
  }

  /** One RPC. Answers come on any thread; the lock makes their sending one after another. */
  private final class Stream extends ServerCall.Listener<Q> {
    private final ServerCall<Q, R> call;
    private final Inbound inbound;
    private final Queue<R> ready = new ArrayDeque<>();
    private int unanswered;
    private boolean halfClosed;
    private boolean closed;
    private long nextSlot;

    Stream(ServerCall<Q, R> call, Inbound inbound) {
      this.call = call;
      this.inbound = inbound;
      this.nextSlot = runner.nanoTime();
    }

    @Override
    public void onMessage(Q request) {
      synchronized (this) {
        if (closed) {
          return;
        }
        unanswered++;
      }
      runner.run(
          inbound, inbound.id().part(sequence.applyAsLong(request)), new Reply(this, request));
    }

    @Override
    public synchronized void onHalfClose() {
      halfClosed = true;
      send();
    }

    @Override
    public synchronized void onReady() {
      send();
    }

    @Override
    public synchronized void onCancel() {
      closed = true;
      ready.clear();
    }

    synchronized void answered(R message) {
      ready.add(message);
      send();
    }

    synchronized void fail(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        ready.clear();
        call.close(status, trailers);
      }
    }

    synchronized long slot(Duration gap) {
      long now = runner.nanoTime();
      nextSlot = (nextSlot - now > 0 ? nextSlot : now) + gap.toNanos();
      return nextSlot - now;
    }

    private void send() {
      while (!closed && !ready.isEmpty() && call.isReady()) {
        call.sendMessage(ready.remove());
        unanswered--;
        call.request(1);
      }
      if (!closed && halfClosed && unanswered == 0) {
        closed = true;
        call.close(Status.OK, new Metadata());
      }
    }
  }

  private final class Reply implements Outlet {
    private final Stream stream;
    private final Q request;
    private @Nullable Function<AppliedBehavior, R> prepared;

    Reply(Stream stream, Q request) {
      this.stream = stream;
      this.request = request;
    }

    @Override
    public void prepare(ByteSize payload) {
      prepared = answerer.prepare(request, payload);
    }

    @Override
    public void headers() {
      // The stream's own have left when it began.
    }

    @Override
    public void message(AppliedBehavior applied, ByteSize atLeast) {
      stream.answered(Padding.pad(Objects.requireNonNull(prepared).apply(applied), atLeast));
    }

    @Override
    public void complete() {
      // The stream ends when its caller has no more to ask.
    }

    @Override
    public void fail(Status status, Metadata trailers) {
      stream.fail(status, trailers);
    }

    @Override
    public long nanosToMessage(Duration gap) {
      return stream.slot(gap);
    }

    @Override
    public long nanosToEnd(Duration gap) {
      return 0;
    }
  }
}
