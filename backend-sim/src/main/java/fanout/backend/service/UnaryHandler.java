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
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request, one reply. It speaks to the {@link ServerCall} itself, as a stream observer shows
 * neither metadata nor transport.
 */
final class UnaryHandler<Q, R extends Message> implements ServerCallHandler<Q, R> {
  private final CallRunner runner;
  private final Answerer<Q, R> answerer;

  UnaryHandler(CallRunner runner, Answerer<Q, R> answerer) {
    this.runner = runner;
    this.answerer = answerer;
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
    // Two, so that a client that sends more than one message is found out.
    call.request(2);
    return new Reader(call, inbound);
  }

  private final class Reader extends ServerCall.Listener<Q> {
    private final ServerCall<Q, R> call;
    private final Inbound inbound;
    private @Nullable Q request;
    private boolean refused;

    Reader(ServerCall<Q, R> call, Inbound inbound) {
      this.call = call;
      this.inbound = inbound;
    }

    @Override
    public void onMessage(Q message) {
      if (request == null) {
        request = message;
      } else if (!refused) {
        refuse("more than one request message");
      }
    }

    @Override
    public void onHalfClose() {
      if (request != null && !refused) {
        runner.run(inbound, inbound.id(), new Reply(call, inbound, request));
      } else if (!refused) {
        refuse("no request message");
      }
    }

    private void refuse(String reason) {
      refused = true;
      call.close(Status.INTERNAL.withDescription(reason), new Metadata());
    }
  }

  private final class Reply implements Outlet {
    private final ServerCall<Q, R> call;
    private final Inbound inbound;
    private final Q request;
    private @Nullable Function<AppliedBehavior, R> prepared;
    private boolean headersSent;

    Reply(ServerCall<Q, R> call, Inbound inbound, Q request) {
      this.call = call;
      this.inbound = inbound;
      this.request = request;
    }

    @Override
    public void prepare(ByteSize payload) {
      prepared = answerer.prepare(request, payload);
    }

    @Override
    public void headers() {
      if (!headersSent) {
        headersSent = true;
        call.sendHeaders(inbound.responseHeaders());
      }
    }

    @Override
    public void message(AppliedBehavior applied, ByteSize atLeast) {
      headers();
      call.sendMessage(Padding.pad(Objects.requireNonNull(prepared).apply(applied), atLeast));
    }

    @Override
    public void complete() {
      call.close(Status.OK, new Metadata());
    }

    @Override
    public void fail(Status status, Metadata trailers) {
      call.close(status, trailers);
    }

    @Override
    public long nanosToMessage(Duration gap) {
      return gap.toNanos();
    }

    @Override
    public long nanosToEnd(Duration gap) {
      return gap.toNanos();
    }
  }
}
