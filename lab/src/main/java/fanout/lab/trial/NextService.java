package fanout.lab.trial;

import com.google.protobuf.Int64Value;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.CallOptions;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;

/**
 * The least that a gRPC service can be: {@link Chain#next} as a unary method, with its client. The
 * handler runs where gRPC brings the call, the caller's thread waits. It leaves the spans that a
 * telemetry asks for, and nothing else comes in between. Thread-safe.
 *
 * <p>When {@link #close} returns, client and server take no more calls.
 */
public record NextService(Server server, ManagedChannel channel) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final MethodDescriptor<Int64Value, Int64Value> NEXT =
      MethodDescriptor.<Int64Value, Int64Value>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("fanout.lab.Chain/Next")
          .setRequestMarshaller(ProtoUtils.marshaller(Int64Value.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(Int64Value.getDefaultInstance()))
          .build();

  /** By gRPC's transport within a process: no bytes, no sockets, no thread but the caller's. */
  public static NextService inProcess(Telemetry telemetry) {
    String name = UUID.randomUUID().toString();
    Server server = started(InProcessServerBuilder.forName(name).directExecutor(), telemetry);
    InProcessChannelBuilder channel = InProcessChannelBuilder.forName(name).directExecutor();
    telemetry.instrument(channel);
    return new NextService(server, channel.build());
  }

  /** By HTTP/2 over a loopback connection that stands when this returns. */
  public static NextService loopback(Telemetry telemetry) {
    Server server =
        started(
            NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    InsecureServerCredentials.create())
                .directExecutor(),
            telemetry);
    String target =
        "%s:%d".formatted(InetAddress.getLoopbackAddress().getHostAddress(), server.getPort());
    Channels channel = Channels.to(target, ChannelSettings.DEFAULT);
    telemetry.clientTracing().reversed().forEach(channel::interceptor);
    return new NextService(server, channel.connect(LIMIT));
  }

  private static Server started(ServerBuilder<?> server, Telemetry telemetry) {
    server.addService(definition());
    telemetry.instrument(server);
    try {
      return server.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder("fanout.lab.Chain")
        .addMethod(
            NEXT,
            ServerCalls.asyncUnaryCall(
                (request, reply) -> {
                  reply.onNext(Int64Value.of(Chain.next(request.getValue())));
                  reply.onCompleted();
                }))
        .build();
  }

  /** One call, and its answer. */
  public long next(long x) {
    return ClientCalls.blockingUnaryCall(channel, NEXT, CallOptions.DEFAULT, Int64Value.of(x))
        .getValue();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
