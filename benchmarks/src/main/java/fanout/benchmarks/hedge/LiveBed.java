package fanout.benchmarks.hedge;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.backend.ledger.LedgerCounts;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
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

  LiveBed(LiveSettings settings) {
    for (int replica = 0; replica < settings.replicas(); replica++) {
      replicas.add(BackendServer.start(backend(settings, replica), Telemetry.off()));
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

  private static BackendSettings backend(LiveSettings settings, int replica) {
    return Settings.defaults(
        BackendSettings.class,
        Map.of(
            "data-port", "0",
            "admin-port", "0",
            "serve", "user,orders,notifications",
            "behavior", "latency=" + settings.latency(),
            "accept-request-behavior", "true",
            "seed", String.valueOf(1 + replica)));
  }

  private static String target(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  ManagedChannel channel() {
    return channel;
  }

  /** The ledgers of the orders at all replicas. */
  List<LedgerCounts> ledgers() {
    return replicas.stream().map(replica -> replica.backend("orders").ledger().read()).toList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    aggregator.close();
    replicas.forEach(BackendServer::close);
  }
}
