package fanout.backend.connection;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one server. gRPC shows a call's remote address but not its connection, so this
 * class looks at each connection as the listening socket accepts it and finds it again by that
 * address.
 *
 * <p>The server gets event loops of its own, because a fault may block them, and gRPC would
 * otherwise share them with every other server and channel of the process.
 *
 * <p>Thread-safe. Close it after the server has terminated; the event loops then end.
 */
public final class Connections implements AutoCloseable {
  private final ConcurrentMap<SocketAddress, Channel> open = new ConcurrentHashMap<>();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          Runtime.getRuntime().availableProcessors(),
          new DefaultThreadFactory("backend-io", true),
          ioHandlers());

  /** Makes the server that is being built one whose connections are known here. */
  public void watch(NettyServerBuilder server) {
    server
        .channelFactory(this::listeningSocket)
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops);
  }

  /**
   * Resets the connection on which a call came.
   *
   * @param call its transport attributes
   * @return false if the call came by no connection of this server, for example in-process
   */
  public boolean drop(Attributes call) {
    Optional<Channel> channel = find(call);
    channel.ifPresent(
        connection -> {
          connection.config().setOption(ChannelOption.SO_LINGER, 0);
          // From the socket's end of the pipeline: closed from the other end, HTTP/2 would say
          // GOAWAY and wait for the calls to finish.
          var unused = connection.pipeline().firstContext().close();
        });
    return channel.isPresent();
  }

  /** The event loop of the connection on which a call came, if it came by one. */
  public Optional<Executor> eventLoop(Attributes call) {
    return find(call).map(Channel::eventLoop);
  }

  @Override
  public void close() {
    var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private Optional<Channel> find(Attributes call) {
    SocketAddress address = call.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address == null ? Optional.empty() : Optional.ofNullable(open.get(address));
  }

  private ServerChannel listeningSocket() {
    ServerChannel socket =
        Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    // Added before Netty's own acceptor, so that it sees each accepted connection first.
    socket
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object accepted) {
                if (accepted instanceof Channel connection) {
                  remember(connection);
                }
                context.fireChannelRead(accepted);
              }
            });
    return socket;
  }

  private void remember(Channel connection) {
    SocketAddress address = connection.remoteAddress();
    if (address != null) {
      open.put(address, connection);
      var unused = connection.closeFuture().addListener(closed -> open.remove(address, connection));
    }
  }

  private static IoHandlerFactory ioHandlers() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }
}
