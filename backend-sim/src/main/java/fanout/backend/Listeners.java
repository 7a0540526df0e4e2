package fanout.backend;

import fanout.backend.service.Engine;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.BindableService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The data port and the admin port on loopback. */
final class Listeners implements AutoCloseable {
  private final Server data;
  private final Server admin;

  Listeners(
      List<ServerServiceDefinition> services,
      BindableService control,
      Engine engine,
      Telemetry telemetry) {
    NettyServerBuilder builder = NettyServerBuilder.forAddress(loopback());
    engine.configure(builder);
    services.forEach(builder::addService);
    telemetry.serverTracing(builder);
    data = start(builder);
    admin = start(NettyServerBuilder.forAddress(loopback()).addService(control));
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Server start(NettyServerBuilder builder) {
    try {
      return builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int dataPort() {
    return data.getPort();
  }

  int adminPort() {
    return admin.getPort();
  }

  @Override
  public void close() {
    for (Server server : List.of(data, admin)) {
      server.shutdownNow();
      try {
        server.awaitTermination();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
