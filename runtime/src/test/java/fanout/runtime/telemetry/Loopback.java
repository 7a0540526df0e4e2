package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A server with one unary method and a channel to it, over a real socket. */
final class Loopback implements AutoCloseable {
  static final MethodDescriptor<String, String> ECHO = method("test.Echo/Say");

  final Server server;
  final ManagedChannel channel;
  private final ExecutorService handlers = Executors.newCachedThreadPool();

  Loopback(Telemetry telemetry, ServerCalls.UnaryMethod<String, String> handler) {
    this(telemetry, telemetry, handler, Map.of());
  }

  Loopback(
      Telemetry ofServer,
      Telemetry ofClient,
      ServerCalls.UnaryMethod<String, String> handler,
      Map<String, ?> serviceConfig) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(handlers)
            .addService(
                ServerServiceDefinition.builder("test.Echo")
                    .addMethod(ECHO, ServerCalls.asyncUnaryCall(handler))
                    .build());
    ofServer.instrument(builder);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    NettyChannelBuilder channels =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .defaultServiceConfig(serviceConfig);
    ofClient.instrument(channels);
    channel = channels.build();
  }

  Future<String> call(String request, CallOptions options) {
    ClientCall<String, String> call = channel.newCall(ECHO, options);
    return ClientCalls.futureUnaryCall(call, request);
  }

  String echo(String request) {
    return ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, request);
  }

  static MethodDescriptor<String, String> method(String name) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(Text.INSTANCE)
        .setResponseMarshaller(Text.INSTANCE)
        .build();
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    handlers.shutdownNow();
  }

  private enum Text implements MethodDescriptor.Marshaller<String> {
    INSTANCE;

    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
