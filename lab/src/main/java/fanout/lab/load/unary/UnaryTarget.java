package fanout.lab.load.unary;

import fanout.lab.load.Target;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Calls a unary method over connections that stand already, one after the other. Requests leave as
 * bytes and replies are counted, not decoded: the generator's own work is not what is measured.
 * Thread-safe.
 */
public final class UnaryTarget implements Target {
  private final List<? extends Channel> channels;
  private final MethodDescriptor<byte[], Long> method;
  private final Requests requests;

  /**
   * What each call carries.
   *
   * @param bodies the request of a call by its number, as protobuf encodes it; thread-safe
   * @param headers of a call by its number, made anew for it; thread-safe
   * @param deadline of every call, from its send
   */
  public record Requests(
      LongFunction<byte[]> bodies, LongFunction<Metadata> headers, Optional<Duration> deadline) {
    /** With the same headers for every call. */
    public Requests(LongFunction<byte[]> bodies, Metadata headers, Optional<Duration> deadline) {
      this(bodies, index -> copy(headers), deadline);
    }

    private static Metadata copy(Metadata headers) {
      Metadata copy = new Metadata();
      copy.merge(headers);
      return copy;
    }
  }

  /**
   * A target.
   *
   * @param channels one or more, which their owner closes
   * @param fullMethodName as {@code fanout.v1.DashboardService/GetDashboard}
   */
  public UnaryTarget(List<? extends Channel> channels, String fullMethodName, Requests requests) {
    this.channels = List.copyOf(channels);
    this.requests = requests;
    this.method =
        MethodDescriptor.<byte[], Long>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(fullMethodName)
            .setRequestMarshaller(new Outgoing())
            .setResponseMarshaller(new Counted())
            .build();
  }

  /** What each call carries. */
  public Requests requests() {
    return requests;
  }

  @Override
  public Runnable send(long index, Consumer<Status> ended) {
    CallOptions options =
        requests
            .deadline()
            .map(
                after ->
                    CallOptions.DEFAULT.withDeadlineAfter(after.toNanos(), TimeUnit.NANOSECONDS))
            .orElse(CallOptions.DEFAULT);
    ClientCall<byte[], Long> call =
        channels.get((int) (index % channels.size())).newCall(method, options);
    call.start(new Answer(ended), requests.headers().apply(index));
    // One reply is allowed; asking for a second lets gRPC see one too many.
    call.request(2);
    call.sendMessage(requests.bodies().apply(index));
    call.halfClose();
    return () -> call.cancel("no longer awaited", null);
  }

  private static final class Answer extends ClientCall.Listener<Long> {
    private final Consumer<Status> ended;
    private int replies;

    Answer(Consumer<Status> ended) {
      this.ended = ended;
    }

    @Override
    public void onMessage(Long size) {
      replies++;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      boolean broken = status.isOk() && replies != 1;
      ended.accept(
          broken
              ? Status.INTERNAL.withDescription("%d replies to a unary call".formatted(replies))
              : status);
    }
  }

  private record Outgoing() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] request) {
      return new WholeBytes(request);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("requests are only sent here");
    }
  }

  private record Counted() implements MethodDescriptor.Marshaller<Long> {
    @Override
    public InputStream stream(Long size) {
      throw new UnsupportedOperationException("replies are only received here");
    }

    @Override
    public Long parse(InputStream stream) {
      try {
        long size = 0;
        for (long next = 1; next > 0; size += next) {
          next = stream.skip(Long.MAX_VALUE);
        }
        return size;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
