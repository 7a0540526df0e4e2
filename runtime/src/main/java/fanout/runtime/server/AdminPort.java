package fanout.runtime.server;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The port for operators and probes. It shares no thread with the data port – not even the event
 * loop, which handlers on a direct executor may block – and so answers when that one no longer
 * does.
 */
final class AdminPort {
  private static final int THREADS = 2;
  private static final int CHANNELZ_PAGE = 100;

  private final ServerSettings settings;
  private final EventLoopGroup eventLoop;
  private final ExecutorService executor;
  private final Server server;

  AdminPort(
      ServerSettings settings,
      List<ServerServiceDefinition> services,
      Supplier<ServerHost.State> state,
      Supplier<String> metrics) {
    this.settings = settings;
    this.eventLoop =
        new MultiThreadIoEventLoopGroup(1, daemon("admin-io"), NioIoHandler.newFactory());
    this.executor = Executors.newFixedThreadPool(THREADS, daemon("admin"));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(settings.adminHost(), settings.adminPort()),
                TwoProtocols.credentials(() -> new AdminPages(executor, state, metrics)))
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(eventLoop)
            .workerEventLoopGroup(eventLoop)
            .executor(executor)
            .maxInboundMetadataSize(settings.maxHeaderSize().toIntExact())
            .addService(ChannelzService.newInstance(CHANNELZ_PAGE))
            .addService(ProtoReflectionServiceV1.newInstance());
    services.forEach(service -> builder.addService(MalformedRequests.refused(service)));
    this.server = builder.build();
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
  }

  InetSocketAddress start() {
    return Listening.start(server, "admin", settings.adminHost(), settings.adminPort());
  }

  /** Ends all its calls; no thread of the port is left when it returns. */
  @SuppressWarnings("FutureReturnValueIgnored") // waited for: Netty returns the future itself
  void stop() {
    server.shutdownNow();
    Listening.await(server);
    executor.shutdownNow();
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
