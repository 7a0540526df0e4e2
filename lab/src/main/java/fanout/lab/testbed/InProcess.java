package fanout.lab.testbed;

import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
import fanout.lab.result.Environment;
import fanout.lab.testbed.TestbedSettings.Ports;
import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Trace;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A whole testbed in this process: the code of the real programs on real loopback ports, each
 * service with a telemetry of its own that sends its spans over OTLP, as it would from a machine of
 * its own.
 *
 * <p>When {@link #start} returns, every connection stands. When {@link #close} returns, every port
 * is closed, every call has ended and every thread is gone.
 */
public final class InProcess implements Testbed {
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofMillis(1800);
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(5);

  /** Whoever asks flushes, so that little is under way. */
  private static final Arrival ARRIVAL = new Arrival(Duration.ofSeconds(5), Duration.ofMillis(200));

  private final Resources resources;
  private final List<Telemetry> telemetries = new CopyOnWriteArrayList<>();
  private final Map<String, BackendServer> backends = new LinkedHashMap<>();
  private final TraceInbox traces;
  private final Map<String, Environment.Setting> told = new ConcurrentSkipListMap<>();
  private final Aggregator aggregator;
  private final TestbedSettings settings;
  private final Channel aggregatorChannel;
  private final Map<String, Channel> backendChannels = new ConcurrentHashMap<>();
  private final DashboardClient dashboards;
  private final SimulatorClient simulator;
  private final AtomicInteger beside = new AtomicInteger();

  private InProcess(TestbedSettings settings, Resources resources) throws IOException {
    this.settings = settings;
    this.resources = resources;
    Optional<OtlpReceiver> receiver =
        settings.receivesTraces()
            ? Optional.of(resources.owned(OtlpReceiver.start(TraceInbox.MOST_SPANS)))
            : Optional.empty();
    traces = new TraceInbox(receiver, place());
    for (String section : AggregatorSettings.SECTIONS) {
      backends.put(section, startBackend(section, section, backendKeys(section), Map.of()));
    }
    Map<String, String> keys = aggregatorKeys();
    tell(TestbedSettings.AGGREGATOR, Image.AGGREGATOR, keys, Set.of());
    aggregator =
        resources.owned(
            Aggregator.start(
                Settings.defaults(AggregatorSettings.class, keys),
                telemetry(TestbedSettings.AGGREGATOR)));
    aggregatorChannel = connect(aggregator.dataAddress());
    dashboards = new DashboardClient(aggregatorChannel);
    simulator =
        new SimulatorClient(
            backends.values().stream().map(backend -> connect(backend.adminAddress())).toList());
    if (!aggregator.awaitBackends(START_LIMIT)) {
      throw new IllegalStateException("the aggregator found no way to its backends");
    }
  }

  /**
   * Starts all of it.
   *
   * @throws fanout.runtime.server.CannotListenException if a port cannot be opened
   * @throws fanout.runtime.spec.SpecException if a setting is malformed
   */
  public static InProcess start(TestbedSettings settings) {
    Resources resources = new Resources();
    try {
      return new InProcess(settings, resources);
    } catch (IOException e) {
      resources.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
  }

  private BackendServer startBackend(
      String program, String section, Map<String, String> keys, Map<String, String> changes) {
    Map<String, String> all = new LinkedHashMap<>(keys);
    all.putAll(changes);
    BackendSettings its = Settings.defaults(BackendSettings.class, all);
    tell(program, Image.BACKEND, all, changes.keySet());
    return resources.owned(BackendServer.start(its, telemetry(section)));
  }

  /** Writes down what a program of its own would have been told. */
  private void tell(String program, Image image, Map<String, String> keys, Set<String> changed) {
    Map<String, String> environment = new HashMap<>();
    keys.forEach((key, text) -> environment.put(image.variable(key), text));
    image
        .effective(List.of(), environment, keys.keySet(), changed)
        .forEach((key, setting) -> told.put(program + "." + key, setting));
  }

  private Map<String, String> backendKeys(String section) {
    Map<String, String> keys = new LinkedHashMap<>(ports(section, settings));
    keys.put("serve", section);
    keys.put("behavior", settings.behaviorOf(section));
    keys.put("accept-request-behavior", "true");
    keys.put("seed", String.valueOf(settings.seed()));
    return keys;
  }

  private Map<String, String> aggregatorKeys() {
    Map<String, String> keys = new LinkedHashMap<>(ports(TestbedSettings.AGGREGATOR, settings));
    backends.forEach(
        (section, backend) -> keys.put(section + "-target", target(backend.dataAddress())));
    settings.plan().ifPresent(plan -> keys.put("plan", plan));
    return keys;
  }

  private static Map<String, String> ports(String service, TestbedSettings settings) {
    Ports ports = settings.portsOf(service);
    return Map.of(
        "data-port", String.valueOf(ports.data()), "admin-port", String.valueOf(ports.admin()));
  }

  private Telemetry telemetry(String service) {
    List<String> endpoints = new ArrayList<>(settings.otlpEndpoints());
    traces.receiver().map(OtlpReceiver::endpoint).ifPresent(endpoints::add);
    Map<String, String> variables = traces.variables(service);
    Telemetry telemetry = resources.owned(Telemetry.fromEnvironment(service, variables, endpoints));
    telemetries.add(telemetry);
    return telemetry;
  }

  private ManagedChannel connect(InetSocketAddress address) {
    ManagedChannel channel = open(address);
    resources.owned(channel::shutdownNow);
    return channel;
  }

  private static ManagedChannel open(InetSocketAddress address) {
    return Channels.to(target(address), ChannelSettings.DEFAULT).connect(START_LIMIT);
  }

  private static String target(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public Duration warmUp() {
    return WARM_UP;
  }

  @Override
  public String place() {
    return "in-process";
  }

  @Override
  public Set<Ability> abilities() {
    return traces.abilities();
  }

  @Override
  public Channel aggregatorChannel() {
    return aggregatorChannel;
  }

  @Override
  public Channel backendChannel(String name) {
    BackendServer backend = backends.get(name);
    SpecException.require(
        backend != null, "backend", name, String.join(", ", AggregatorSettings.SECTIONS));
    return backendChannels.computeIfAbsent(
        name, key -> connect(Objects.requireNonNull(backend).dataAddress()));
  }

  @Override
  public MoreBackend startBackend(String name, Map<String, String> changes) {
    Map<String, String> keys = backendKeys(name);
    keys.put("data-port", "0");
    keys.put("admin-port", "0");
    keys.put("behavior", "");
    String program = "%s-beside-%d".formatted(name, beside.incrementAndGet());
    return resources.owned(new Beside(startBackend(program, name, keys, changes)));
  }

  /** A backend beside the three. */
  private static final class Beside implements MoreBackend {
    private final BackendServer server;
    private final ManagedChannel data;
    private final ManagedChannel admin;

    Beside(BackendServer server) {
      this.server = server;
      this.data = open(server.dataAddress());
      this.admin = open(server.adminAddress());
    }

    @Override
    public Channel channel() {
      return data;
    }

    @Override
    public SimulatorClient simulator() {
      return new SimulatorClient(List.of(admin));
    }

    @Override
    public void close() {
      data.shutdownNow();
      admin.shutdownNow();
      server.close();
    }
  }

  @Override
  public Map<String, Environment.Setting> settings() {
    return Collections.unmodifiableMap(told);
  }

  @Override
  public DashboardClient dashboards() {
    return dashboards;
  }

  @Override
  public SimulatorClient simulator() {
    return simulator;
  }

  /** The aggregator, for its addresses. */
  public Aggregator aggregator() {
    return aggregator;
  }

  /** The backends by name, for their addresses. */
  public Map<String, BackendServer> backends() {
    return Collections.unmodifiableMap(backends);
  }

  /** {@inheritDoc} As it came over OTLP. */
  @Override
  public Optional<Trace> trace(String traceId) {
    telemetries.forEach(telemetry -> telemetry.flush(FLUSH_LIMIT));
    return traces.trace(traceId);
  }

  @Override
  public Arrival arrival() {
    return ARRIVAL;
  }

  @Override
  public void close() {
    resources.close();
  }
}
