package fanout.lab.testbed;

import fanout.aggregator.AggregatorSettings;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
import fanout.lab.result.Environment;
import fanout.lab.trace.JaegerQuery;
import fanout.lab.trace.Trace;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.spec.SpecException;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A testbed that somebody else has started, for example in a cluster. It has the settings, and the
 * seeds, that it was started with; a behaviour that the launch asks for is laid over them and taken
 * away again by {@link #close}.
 *
 * <p>When {@link #connect} returns, the aggregator and each replica of the backends is connected.
 */
public final class Remote implements Testbed {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** An exporter holds spans back for 5 s unless it is told otherwise. */
  private static final Arrival ARRIVAL = new Arrival(Duration.ofSeconds(30), Duration.ofSeconds(6));

  private final Addresses addresses;
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final Optional<JaegerQuery> jaeger;
  private boolean changed;

  /**
   * Where it is.
   *
   * @param aggregator {@code host:port} of the aggregator's services
   * @param admin {@code host:port} of the backends' administration; a name stands for every address
   *     that it has when it is used, as a headless Service's does for every replica
   * @param backends {@code host:port} of the backends' own services by name, for direct calls; all
   *     of them or none
   * @param jaeger URL of the Jaeger that gets its spans
   */
  public record Addresses(
      String aggregator,
      List<String> admin,
      Map<String, String> backends,
      Optional<String> jaeger) {
    /**
     * Takes copies.
     *
     * @throws SpecException if only some backends are named, or one that there is not
     */
    public Addresses {
      admin = List.copyOf(admin);
      backends = Map.copyOf(backends);
      SpecException.require(
          backends.isEmpty() || backends.keySet().equals(Set.copyOf(AggregatorSettings.SECTIONS)),
          "backends",
          String.join(", ", backends.keySet()),
          "none, or " + String.join(", ", AggregatorSettings.SECTIONS));
    }

    /** Without direct calls of the backends. */
    public Addresses(String aggregator, List<String> admin, Optional<String> jaeger) {
      this(aggregator, admin, Map.of(), jaeger);
    }
  }

  private Remote(Addresses addresses) {
    this.addresses = addresses;
    this.jaeger = addresses.jaeger.map(JaegerQuery::new);
  }

  /**
   * Connects.
   *
   * @throws SpecException if an address is malformed
   * @throws fanout.runtime.server.NotConnectedException if one does not answer
   */
  public static Remote connect(Addresses addresses) {
    Remote remote = new Remote(addresses);
    try {
      remote.channel(addresses.aggregator);
      remote.adminChannels();
      return remote;
    } catch (RuntimeException e) {
      remote.close();
      throw e;
    }
  }

  /**
   * Connects, and lays the behaviour of the settings over what the backends have.
   *
   * @throws MissingAbilityException if the settings ask for what only a start can give
   */
  public static Remote launch(Addresses addresses, TestbedSettings settings) {
    if (settings.plan().isPresent()) {
      throw new MissingAbilityException(
          "the usual plan of an aggregator that runs already cannot be changed; requests can bring"
              + " one");
    }
    Remote remote = connect(addresses);
    try {
      remote.lay(settings);
      return remote;
    } catch (RuntimeException e) {
      remote.close();
      throw e;
    }
  }

  private void lay(TestbedSettings settings) {
    if (settings.behavior().isEmpty()) {
      return;
    }
    SimulatorClient simulator = simulator();
    changed = true;
    for (String section : AggregatorSettings.SECTIONS) {
      String overlay = settings.overlayOf(section);
      if (!overlay.isEmpty()) {
        simulator.set(section, overlay, Optional.empty());
      }
    }
  }

  private ManagedChannel channel(String target) {
    return channels.computeIfAbsent(
        target, key -> Channels.to(key, ChannelSettings.DEFAULT).connect(CONNECT_LIMIT));
  }

  /** Resolved anew each time: a scaled Service has other replicas now. */
  private List<ManagedChannel> adminChannels() {
    List<ManagedChannel> found = new ArrayList<>();
    for (String admin : addresses.admin) {
      ReplicaAddresses.of(admin).forEach(address -> found.add(channel(address)));
    }
    return found;
  }

  @Override
  public String place() {
    return addresses.admin.isEmpty()
        ? addresses.aggregator + " without admin ports"
        : addresses.aggregator;
  }

  @Override
  public Set<Ability> abilities() {
    Set<Ability> abilities = EnumSet.noneOf(Ability.class);
    jaeger.ifPresent(there -> abilities.add(Ability.TRACES));
    if (!addresses.backends.isEmpty()) {
      abilities.add(Ability.BACKENDS);
    }
    if (!addresses.admin.isEmpty()) {
      abilities.add(Ability.SIMULATOR);
      if (simulator().behaviors().stream().allMatch(b -> b.getRequestMetadataHonored())) {
        abilities.add(Ability.REQUEST_BEHAVIOR);
      }
    }
    return abilities;
  }

  @Override
  public DashboardClient dashboards() {
    return new DashboardClient(aggregatorChannel());
  }

  @Override
  public Channel aggregatorChannel() {
    return channel(addresses.aggregator);
  }

  @Override
  public Channel backendChannel(String name) {
    if (addresses.backends.isEmpty()) {
      throw new MissingAbilityException(Ability.BACKENDS, place());
    }
    String address = addresses.backends.get(name);
    SpecException.require(
        address != null, "backend", name, String.join(", ", AggregatorSettings.SECTIONS));
    return channel(Objects.requireNonNull(address));
  }

  @Override
  public SimulatorClient simulator() {
    if (addresses.admin.isEmpty()) {
      throw new MissingAbilityException(Ability.SIMULATOR, place());
    }
    return new SimulatorClient(adminChannels());
  }

  @Override
  public MoreBackend startBackend(String name, Map<String, String> settings) {
    throw new MissingAbilityException(Ability.MORE_BACKENDS, place());
  }

  /** Nothing is known of them. */
  @Override
  public Map<String, Environment.Setting> settings() {
    return Map.of();
  }

  @Override
  public Optional<Trace> trace(String traceId) {
    return jaeger
        .orElseThrow(() -> new MissingAbilityException(Ability.TRACES, place()))
        .trace(traceId);
  }

  @Override
  public Arrival arrival() {
    return ARRIVAL;
  }

  @Override
  public void close() {
    try {
      if (changed) {
        simulator().reset(SimulatorClient.ALL);
      }
    } finally {
      channels.values().forEach(ManagedChannel::shutdownNow);
      jaeger.ifPresent(JaegerQuery::close);
    }
  }
}
