package fanout.benchmarks.bench;

import com.google.protobuf.Message;
import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.benchmarks.contender.Fanout.Threads;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.v1.GetUserRequest;
import fanout.v1.ListNotificationsRequest;
import fanout.v1.ListOrdersRequest;
import fanout.v1.NotificationServiceGrpc;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.UserServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Give at once, byte for byte, what simulated backends have answered once. They share the cores
 * with the contenders: what they use is taken from all of these alike, and a ratio of throughputs
 * is the nearer to one the more that is.
 */
final class RecordedBackends implements Backends {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final String USER = "u-1001";

  private final Server server;

  /** Starts them; they answer on {@code threads}. */
  RecordedBackends(Threads threads) {
    try (SimulatedBackends simulated = new SimulatedBackends("0ms")) {
      Surroundings from = simulated.around("");
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      if (threads == Threads.EVENT_LOOP) {
        builder.directExecutor();
      }
      server =
          builder
              .addService(
                  recorded(
                      from.user(),
                      UserServiceGrpc.getGetUserMethod(),
                      GetUserRequest.newBuilder().setUserId(USER).build()))
              .addService(
                  recorded(
                      from.orders(),
                      OrderServiceGrpc.getListOrdersMethod(),
                      ListOrdersRequest.newBuilder().setUserId(USER).build()))
              .addService(
                  recorded(
                      from.notifications(),
                      NotificationServiceGrpc.getListNotificationsMethod(),
                      ListNotificationsRequest.newBuilder().setUserId(USER).build()))
              .build();
    }
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks once, and makes a service that gives the same answer to everyone. */
  private static ServerServiceDefinition recorded(
      String target, MethodDescriptor<?, ?> method, Message request) {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(method.getType())
            .setFullMethodName(method.getFullMethodName())
            .setRequestMarshaller(RawBytes.MESSAGE)
            .setResponseMarshaller(RawBytes.MESSAGE)
            .build();
    byte[] answer = ask(target, raw, request.toByteArray());
    return ServerServiceDefinition.builder(raw.getServiceName())
        .addMethod(
            raw,
            ServerCalls.asyncUnaryCall(
                (asked, caller) -> {
                  caller.onNext(answer);
                  caller.onCompleted();
                }))
        .build();
  }

  private static byte[] ask(
      String target, MethodDescriptor<byte[], byte[]> method, byte[] request) {
    ManagedChannel channel = Channels.to(target, ChannelSettings.DEFAULT).connect(CONNECT);
    try {
      return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public Surroundings around(String otlp) {
    String target = "127.0.0.1:" + server.getPort();
    return new Surroundings(target, target, target, otlp);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
