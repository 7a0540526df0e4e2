package fanout.benchmarks.contender;

import fanout.benchmarks.contender.Contender.Serving;
import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One service on event loops before three channels as the aggregator makes them. */
final class BareServer {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int PINGS_SECONDS = 5;

  private BareServer() {}

  /** A channel to each backend. */
  record Backends(ManagedChannel users, ManagedChannel orders, ManagedChannel notifications) {
    private void close() {
      List.of(users, orders, notifications).forEach(ManagedChannel::shutdownNow);
    }
  }

  /**
   * Starts to serve; the backends are connected when this returns.
   *
   * @param retry whether gRPC may send a call again that no server has seen
   */
  static Serving serve(
      Surroundings around, boolean retry, Function<Backends, BindableService> service) {
    Backends backends =
        new Backends(
            connect(around.user(), retry),
            connect(around.orders(), retry),
            connect(around.notifications(), retry));
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .permitKeepAliveTime(PINGS_SECONDS, TimeUnit.SECONDS) // as ServerHost does
            .permitKeepAliveWithoutCalls(true)
            .addService(service.apply(backends))
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Serving(
        (InetSocketAddress) server.getListenSockets().getFirst(),
        () -> {
          server.shutdownNow();
          backends.close();
        });
  }

  private static ManagedChannel connect(String target, boolean retry) {
    return Channels.to(target, ChannelSettings.DEFAULT)
        .transport(channel -> retries(channel, retry))
        .connect(LIMIT);
  }

  private static void retries(NettyChannelBuilder channel, boolean allowed) {
    if (!allowed) {
      channel.disableRetry();
    }
  }
}
