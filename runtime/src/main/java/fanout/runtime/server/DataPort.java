package fanout.runtime.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of a {@link ServerHost} that serves its services, under the limits and the TLS of {@link
 * ServerSettings}. Its host's lock guards it.
 */
final class DataPort {
  private static final Logger LOG = LoggerFactory.getLogger(DataPort.class);

  private final ServerSettings settings;
  private final Server server;
  private boolean started;

  DataPort(ServerHost.Builder host, HealthService health) {
    this.settings = host.settings;
    this.server = server(host, health);
  }

  private static Server server(ServerHost.Builder host, HealthService health) {
    ServerSettings settings = host.settings;
    InetSocketAddress address = new InetSocketAddress(settings.dataHost(), settings.dataPort());
    ServerCredentials credentials = Credentials.server(settings.tls());
    NettyServerBuilder builder =
        Credentials.usable(() -> NettyServerBuilder.forAddress(address, credentials))
            .maxInboundMessageSize(settings.maxMessageSize().toIntExact())
            .maxInboundMetadataSize(settings.maxHeaderSize().toIntExact())
            .maxConcurrentCallsPerConnection(settings.maxCallsPerConnection())
            .maxRstFramesPerWindow(settings.maxResets(), 1)
            .permitKeepAliveTime(settings.permitKeepAlive().toNanos(), TimeUnit.NANOSECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(health.definition())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(olderReflection());
    settings
        .maxConnectionAge()
        .ifPresent(age -> builder.maxConnectionAge(age.toNanos(), TimeUnit.NANOSECONDS));
    Executor executor = host.executor;
    if (executor == null) {
      builder.directExecutor();
    } else {
      builder.executor(executor);
    }
    host.tracers.forEach(builder::addStreamTracerFactory);
    host.telemetry.instrument(builder);
    host.transport.accept(builder);
    // gRPC calls the last interceptor of a list first; here the first is the outermost.
    host.services.forEach(
        service ->
            builder.addService(
                MalformedRequests.refused(
                    KeptBuffer.writing(
                        ServerInterceptors.interceptForward(service, host.interceptors)))));
    return builder.build();
  }

  /** For tools that do not know {@code grpc.reflection.v1} yet. */
  @SuppressWarnings("deprecation")
  private static BindableService olderReflection() {
    return ProtoReflectionService.newInstance();
  }

  /**
   * Opens the port.
   *
   * @throws CannotListenException if it cannot be opened
   */
  InetSocketAddress start() {
    InetSocketAddress address =
        Listening.start(server, "data", settings.dataHost(), settings.dataPort());
    started = true;
    return address;
  }

  /**
   * Refuses new calls, waits for those accepted and cancels what is left after the limit.
   *
   * @return whether every accepted call finished by itself
   */
  boolean drain() {
    server.shutdown();
    if (!started || Listening.await(server, settings.drainLimit())) {
      return true;
    }
    LOG.warn("calls cancelled that had not finished within {}", settings.drainLimit());
    server.shutdownNow();
    Listening.await(server);
    return false;
  }
}
