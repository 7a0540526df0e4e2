package fanout.benchmarks.hedge;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.backend.latency.LatencyModel;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.ManagedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An aggregator and the replicas of one backend, on real loopback ports of this process. */
final class LiveBed implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  private final List<BackendServer> replicas = new ArrayList<>();
  private final Aggregator aggregator;
  private final ManagedChannel channel;

  /** Replicas that behave as in a phase, until a request aims another behaviour at them. */
  LiveBed(Shape.Phase phase) {
    for (LatencyModel model : phase.replicas()) {
      replicas.add(BackendServer.start(backend(model, replicas.size()), Telemetry.off()));
    }
    String targets =
        replicas.stream()
            .map(replica -> target(replica.dataAddress()))
            .collect(Collectors.joining(","));
    aggregator =
        Aggregator.start(
            Settings.defaults(
                AggregatorSettings.class,
                Map.of(
                    "data-port", "0",
                    "admin-port", "0",
                    "user-target", targets,
                    "orders-target", targets,
                    "notifications-target", targets)),
            Telemetry.off());
    channel =
        Channels.to(target(aggregator.dataAddress()), ChannelSettings.DEFAULT).connect(START_LIMIT);
    if (!aggregator.awaitBackends(START_LIMIT)) {
      throw new IllegalStateException("the aggregator found no way to its backends");
    }
  }

  private static BackendSettings backend(LatencyModel model, int replica) {
    return Settings.defaults(
        BackendSettings.class,
        Map.of(
            "data-port", "0",
            "admin-port", "0",
            "serve", "user,orders,notifications",
            "behavior", "latency=" + Spec.print(model),
            "accept-request-behavior", "true",
            "seed", String.valueOf(1 + replica)));
  }

  private static String target(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    aggregator.close();
    replicas.forEach(BackendServer::close);
  }
}
