package fanout.runtime.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Refuses bytes that are no request with INVALID_ARGUMENT. grpc-java itself answers a request that
 * its marshaller rejects with UNKNOWN, and logs a stack trace: whoever sends rubbish could fill a
 * log, and a caller with the wrong schema would not be told.
 *
 * <p>To the handler such a call looks like one that its caller has cancelled. Thread-safe.
 */
public final class MalformedRequests {
  private MalformedRequests() {}

  /** What a marshaller made of a message. */
  private sealed interface Reading<Q> {
    record Understood<Q>(Q message) implements Reading<Q> {}

    record Malformed<Q>(String why) implements Reading<Q> {}
  }

  /** The service, whose handlers hear only of requests that could be read. */
  public static ServerServiceDefinition refused(ServerServiceDefinition service) {
    return BoundMethods.of(service, MalformedRequests::reading);
  }

  private static <Q, R> ServerMethodDefinition<Reading<Q>, R> reading(
      ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    ServerCallHandler<Q, R> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        descriptor.toBuilder(
                new Reader<>(descriptor.getRequestMarshaller()), descriptor.getResponseMarshaller())
            .build(),
        (call, headers) -> {
          ReadCall<Q, R> read = new ReadCall<>(descriptor, call);
          return new Refusal<>(read, handler.startCall(read, headers));
        });
  }

  private record Reader<Q>(MethodDescriptor.Marshaller<Q> marshaller)
      implements MethodDescriptor.Marshaller<Reading<Q>> {
    @Override
    public InputStream stream(Reading<Q> reading) {
      throw new UnsupportedOperationException("a server sends no requests");
    }

    @Override
    public Reading<Q> parse(InputStream bytes) {
      try {
        return new Reading.Understood<>(marshaller.parse(bytes));
      } catch (StatusRuntimeException e) {
        // What gRPC's protobuf marshaller throws; the cause says what protobuf stumbled on.
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new Reading.Malformed<>(String.valueOf(cause.getMessage()));
      }
    }
  }

  /** The call as its handler sees it. Once refused it takes no more from the handler. */
  private static final class ReadCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final MethodDescriptor<Q, R> method;
    private volatile boolean refused;

    @SuppressWarnings("unchecked") // a call shows its type of request in its descriptor alone
    ReadCall(MethodDescriptor<Q, R> method, ServerCall<Reading<Q>, R> call) {
      super((ServerCall<Q, R>) (ServerCall<?, R>) call);
      this.method = method;
    }

    void refuse(String why) {
      refused = true;
      String what = "the request is no message of " + method.getFullMethodName() + ": " + why;
      delegate().close(Status.INVALID_ARGUMENT.withDescription(what), new Metadata());
    }

    @Override
    public MethodDescriptor<Q, R> getMethodDescriptor() {
      return method;
    }

    @Override
    public boolean isCancelled() {
      return refused || super.isCancelled();
    }

    @Override
    public void sendHeaders(Metadata headers) {
      if (!refused) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public void sendMessage(R message) {
      if (!refused) {
        super.sendMessage(message);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!refused) {
        super.close(status, trailers);
      }
    }
  }

  private static final class Refusal<Q> extends ServerCall.Listener<Reading<Q>> {
    private final ReadCall<Q, ?> call;
    private final ServerCall.Listener<Q> handler;

    Refusal(ReadCall<Q, ?> call, ServerCall.Listener<Q> handler) {
      this.call = call;
      this.handler = handler;
    }

    @Override
    public void onMessage(Reading<Q> reading) {
      if (call.refused) {
        return;
      }
      switch (reading) {
        case Reading.Understood<Q> understood -> handler.onMessage(understood.message());
        case Reading.Malformed<Q> malformed -> {
          call.refuse(malformed.why());
          handler.onCancel();
        }
      }
    }

    @Override
    public void onHalfClose() {
      if (!call.refused) {
        handler.onHalfClose();
      }
    }

    @Override
    public void onReady() {
      if (!call.refused) {
        handler.onReady();
      }
    }

    @Override
    public void onCancel() {
      if (!call.refused) {
        handler.onCancel();
      }
    }

    @Override
    public void onComplete() {
      if (!call.refused) {
        handler.onComplete();
      }
    }
  }
}
