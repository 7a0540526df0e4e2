package fanout.lab.testbed;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import fanout.aggregator.Aggregator;
import fanout.aggregator.AggregatorSettings;
import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
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
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

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
  private static final Duration TRACE_LIMIT = Duration.ofSeconds(5);
  private static final int MOST_SPANS = 100_000;

  private final Deque<AutoCloseable> resources;
  private final List<Telemetry> telemetries = new CopyOnWriteArrayList<>();
  private final Map<String, BackendServer> backends = new LinkedHashMap<>();
  private final Optional<OtlpReceiver> receiver;
  private final Aggregator aggregator;
  private final TestbedSettings settings;
  private final Channel aggregatorChannel;
  private final Map<String, Channel> backendChannels = new ConcurrentHashMap<>();
  private final DashboardClient dashboards;
  private final SimulatorClient simulator;

  private InProcess(TestbedSettings settings, Deque<AutoCloseable> resources) throws IOException {
    this.settings = settings;
    this.resources = resources;
    receiver =
        settings.receivesTraces()
            ? Optional.of(owned(OtlpReceiver.start(MOST_SPANS)))
            : Optional.empty();
    for (String section : AggregatorSettings.SECTIONS) {
      backends.put(
          section,
          owned(BackendServer.start(backendSettings(backendKeys(section)), telemetry(section))));
    }
    aggregator =
        owned(
            Aggregator.start(
                Settings.defaults(AggregatorSettings.class, aggregatorKeys()),
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
    Deque<AutoCloseable> resources = new ConcurrentLinkedDeque<>();
    try {
      return new InProcess(settings, resources);
    } catch (IOException e) {
      closeAll(resources);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      closeAll(resources);
      throw e;
    }
  }

  private static BackendSettings backendSettings(Map<String, String> keys) {
    return Settings.defaults(BackendSettings.class, keys);
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
    receiver.map(OtlpReceiver::endpoint).ifPresent(endpoints::add);
    Map<String, String> overrides = new HashMap<>();
    overrides.put("OTEL_SERVICE_NAME", service);
    // A short delay only bounds how long a watcher waits; whoever needs a trace flushes.
    overrides.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    if (receiver
        .isPresent()) { // whoever asks for a trace gets it, whatever the environment samples
      overrides.put("OTEL_SDK_DISABLED", "false");
      overrides.put("OTEL_TRACES_SAMPLER", "always_on");
    }
    Telemetry telemetry = owned(Telemetry.fromEnvironment(service, overrides, endpoints));
    telemetries.add(telemetry);
    return telemetry;
  }

  private ManagedChannel connect(InetSocketAddress address) {
    ManagedChannel channel = open(address);
    owned(channel::shutdownNow);
    return channel;
  }

  private static ManagedChannel open(InetSocketAddress address) {
    return Channels.to(target(address), ChannelSettings.DEFAULT).connect(START_LIMIT);
  }

  private static String target(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** Keeps what has to be closed, last one first. */
  @CanIgnoreReturnValue
  private <T extends AutoCloseable> T owned(T resource) {
    resources.push(resource);
    return resource;
  }

  @Override
  public String place() {
    return "in-process";
  }

  @Override
  public Set<Ability> abilities() {
    return receiver.isPresent()
        ? EnumSet.allOf(Ability.class)
        : EnumSet.complementOf(EnumSet.of(Ability.TRACES));
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
    keys.putAll(changes);
    return owned(new Beside(BackendServer.start(backendSettings(keys), telemetry(name))));
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
  public Map<String, String> settings() {
    Map<String, String> all = new TreeMap<>();
    backends
        .keySet()
        .forEach(name -> backendKeys(name).forEach((k, v) -> all.put(name + "." + k, v)));
    aggregatorKeys().forEach((k, v) -> all.put(TestbedSettings.AGGREGATOR + "." + k, v));
    return all;
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

  /**
   * {@inheritDoc} That is: one root, no orphan, and the server's side of every attempt, as they
   * arrived over OTLP.
   */
  @Override
  public Trace awaitTrace(String traceId) {
    telemetries.forEach(telemetry -> telemetry.flush(TRACE_LIMIT));
    try {
      return receiver
          .orElseThrow(() -> new MissingAbilityException(Ability.TRACES, place()))
          .awaitTrace(traceId, Trace::isComplete, TRACE_LIMIT);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for trace " + traceId, e);
    }
  }

  @Override
  public void close() {
    closeAll(resources);
  }

  private static void closeAll(Deque<AutoCloseable> resources) {
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        LoggerFactory.getLogger(InProcess.class).warn("a part of the testbed did not close", e);
      }
    }
  }
}
