package fanout.lab.load.unary;

import fanout.lab.client.Connection;
import fanout.runtime.server.ChannelSettings;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A gRPC server on a free loopback port with a connection to it; both end with it. */
final class LoopbackServer implements AutoCloseable {
  private final Server server;
  private final Connection connection;

  LoopbackServer(BindableService... services) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    List.of(services).forEach(builder::addService);
    try {
      server = builder.directExecutor().build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connection = Connection.open("127.0.0.1:" + server.getPort(), ChannelSettings.DEFAULT);
  }

  ManagedChannel channel() {
    return connection.channel();
  }

  @Override
  public void close() {
    connection.close();
    server.shutdownNow();
  }
}
