package fanout.benchmarks.bench;

import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Three equal backends in this process, each on a port of its own. */
final class SimulatedBackends implements Backends {
  /**
   * Of the usual kibibyte, reading and writing alone allocates more than the whole fan-out does: it
   * would hide what is looked for.
   */
  private static final String PAYLOAD = "64B";

  private final Map<String, BackendServer> servers = new LinkedHashMap<>();

  /** Starts them; every call takes {@code latency}. */
  SimulatedBackends(String latency) {
    AggregatorSettings.SECTIONS.forEach(name -> servers.put(name, start(name, latency)));
  }

  private static BackendServer start(String name, String latency) {
    Map<String, String> keys =
        Map.of(
            "serve", name,
            "behavior", "payload=%s,latency=%s".formatted(PAYLOAD, latency),
            "accept-request-behavior", "true",
            "seed", "1",
            "data-port", "0",
            "admin-port", "0");
    return BackendServer.start(Settings.defaults(BackendSettings.class, keys), Telemetry.off());
  }

  @Override
  public Surroundings around(String otlp) {
    return new Surroundings(target("user"), target("orders"), target("notifications"), otlp);
  }

  private String target(String name) {
    InetSocketAddress address = Objects.requireNonNull(servers.get(name), name).dataAddress();
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    servers.values().forEach(BackendServer::close);
  }
}
