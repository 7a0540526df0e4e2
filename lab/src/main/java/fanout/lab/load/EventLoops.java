package fanout.lab.load;

import fanout.runtime.resend.ResendInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads of a load generator's own, on which its connections send and receive. gRPC would give
 * them the process's, one or two for each core; fewer threads find more to do each time they wake
 * up, so that a call costs less, and leave cores to a server on the same machine. Thread-safe.
 */
public final class EventLoops implements AutoCloseable {
  private static final long LIMIT_SECONDS = 2;

  private final EventLoopGroup threads;
  private final Class<? extends Channel> sockets;

  /**
   * Threads that start when they are needed.
   *
   * @param threads one or more
   */
  public EventLoops(int threads) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.threads =
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("load-io", true), io);
    this.sockets = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** How many are usual: half as many as there are cores, one at least. */
  public static int usual() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /**
   * Puts a channel on one of these threads, in turn. Given all of them, gRPC would take turns for
   * connections and timers together, and leave every second thread without a connection. The
   * channel has transparent retries that cost less than gRPC's: what no server has seen is no
   * error.
   */
  public void carry(NettyChannelBuilder channel) {
    channel.channelType(sockets).eventLoopGroup(threads.next());
    ResendInterceptor.on(channel);
  }

  /** For a connection on one of these threads, in turn. */
  public Bootstrap bootstrap() {
    return new Bootstrap()
        .group(threads.next())
        .channel(sockets)
        .option(ChannelOption.TCP_NODELAY, true);
  }

  /** Ends the threads, for which their channels must have been shut down; waits two seconds. */
  @Override
  public void close() {
    Future<?> ended = threads.shutdownGracefully(0, LIMIT_SECONDS, TimeUnit.SECONDS);
    ended.awaitUninterruptibly(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
