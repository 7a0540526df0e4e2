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
import fanout.lab.trace.Span;
import fanout.lab.trace.Trace;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final List<Telemetry> telemetries = new ArrayList<>();
  private final Map<String, BackendServer> backends = new LinkedHashMap<>();
  private final Optional<OtlpReceiver> receiver;
  private final Aggregator aggregator;
  private final DashboardClient dashboards;
  private final SimulatorClient simulator;

  private InProcess(TestbedSettings settings, Deque<AutoCloseable> resources) throws IOException {
    this.resources = resources;
    receiver =
        settings.receivesTraces()
            ? Optional.of(owned(OtlpReceiver.start(MOST_SPANS)))
            : Optional.empty();
    for (String section : AggregatorSettings.SECTIONS) {
      backends.put(section, owned(backend(section, settings)));
    }
    aggregator = owned(aggregator(settings));
    dashboards = new DashboardClient(connect(aggregator.dataAddress()));
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
    Deque<AutoCloseable> resources = new ArrayDeque<>();
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

  private BackendServer backend(String section, TestbedSettings settings) {
    Map<String, String> keys = new LinkedHashMap<>(ports(section, settings));
    keys.put("serve", section);
    keys.put("behavior", settings.behaviorOf(section));
    keys.put("accept-request-behavior", "true");
    keys.put("seed", String.valueOf(settings.seed()));
    return BackendServer.start(
        Settings.defaults(BackendSettings.class, keys), telemetry(section, settings));
  }

  private Aggregator aggregator(TestbedSettings settings) {
    Map<String, String> keys = new LinkedHashMap<>(ports(TestbedSettings.AGGREGATOR, settings));
    backends.forEach(
        (section, backend) -> keys.put(section + "-target", target(backend.dataAddress())));
    settings.plan().ifPresent(plan -> keys.put("plan", plan));
    return Aggregator.start(
        Settings.defaults(AggregatorSettings.class, keys),
        telemetry(TestbedSettings.AGGREGATOR, settings));
  }

  private static Map<String, String> ports(String service, TestbedSettings settings) {
    Ports ports = settings.portsOf(service);
    return Map.of(
        "data-port", String.valueOf(ports.data()), "admin-port", String.valueOf(ports.admin()));
  }

  private Telemetry telemetry(String service, TestbedSettings settings) {
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
    ManagedChannel channel =
        Channels.to(target(address), ChannelSettings.DEFAULT).connect(START_LIMIT);
    owned(channel::shutdownNow);
    return channel;
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
   * A trace as it arrived over OTLP, once all its parts are there: one root, no orphan, and the
   * server's side of every attempt.
   *
   * @throws IllegalStateException if it does not arrive, or nothing receives traces here
   */
  public Trace awaitTrace(String traceId) {
    telemetries.forEach(telemetry -> telemetry.flush(TRACE_LIMIT));
    try {
      return receiver
          .orElseThrow(() -> new IllegalStateException("this testbed receives no traces"))
          .awaitTrace(traceId, InProcess::complete, TRACE_LIMIT);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for trace " + traceId, e);
    }
  }

  private static boolean complete(Trace trace) {
    return trace.isConnected()
        && trace
            .nodes()
            .filter(node -> node.span().kind() == Span.Kind.CLIENT)
            .noneMatch(node -> node.children().isEmpty());
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
