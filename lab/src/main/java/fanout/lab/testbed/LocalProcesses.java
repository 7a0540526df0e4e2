package fanout.lab.testbed;

import fanout.aggregator.AggregatorSettings;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
import fanout.lab.result.Environment;
import fanout.lab.testbed.TestbedSettings.Ports;
import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Trace;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.runtime.spec.SpecException;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A testbed of one JVM for the aggregator and one for each replica of a backend, on loopback. Each
 * runs the command line and the environment that the manifests give its container, except for the
 * addresses, and for what the settings change.
 *
 * <p>When {@link #start} returns, every connection stands. When {@link #close} returns, every
 * process has drained and is dead. Where the JVM ends before, that is what its end waits for.
 */
public final class LocalProcesses implements Testbed {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);

  /** Fast dashboards for so long leave little to compile; see docs/measurement.md. */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** A process holds spans back for 200 ms. */
  private static final Arrival ARRIVAL =
      new Arrival(Duration.ofSeconds(10), Duration.ofMillis(600));

  /** Backends beside those of the aggregator are numbered from here on, above all replicas. */
  private static final int BESIDE = 100;

  private final Map<String, List<ServerProcess>> backends = new LinkedHashMap<>();
  private final TraceInbox traces;
  private final Pods pods;
  private final AtomicInteger beside = new AtomicInteger();
  private @Nullable ServerProcess aggregator;
  private final Resources resources = new Resources();
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  private LocalProcesses(TestbedSettings settings, Map<String, Integer> replicas)
      throws IOException {
    SpecException.require(
        settings.receivesTraces() || settings.otlpEndpoints().size() <= 1,
        "--otlp",
        settings.otlpEndpoints(),
        "one endpoint, where each process exports by itself");
    try {
      traces =
          new TraceInbox(
              settings.receivesTraces()
                  ? Optional.of(
                      resources.owned(OtlpReceiver.start(TraceInbox.MOST_SPANS, onward(settings))))
                  : Optional.empty(),
              place());
      pods = new Pods(settings, traces, resources, this::close);
      for (String section : AggregatorSettings.SECTIONS) {
        backends.put(
            section,
            IntStream.range(0, replicas.getOrDefault(section, 1))
                .mapToObj(replica -> pods.backend(section, replica))
                .collect(Collectors.toCollection(CopyOnWriteArrayList::new)));
      }
      backends.values().forEach(list -> list.forEach(ServerProcess::awaitServing));
      ServerProcess last = pods.aggregator(targets());
      aggregator = last;
      last.awaitServing();
      connect(last.data());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts one replica of each backend.
   *
   * @throws SpecException if a program refuses a setting
   * @throws ServerFailedException if a program does not serve, for example because a port is taken
   */
  public static LocalProcesses start(TestbedSettings settings) {
    return start(settings, Map.of());
  }

  /**
   * Starts several replicas of some backends; the first has the ports of the settings, the others
   * any free ones.
   *
   * @param replicas how many by the name of the backend; one where it is not named
   */
  public static LocalProcesses start(TestbedSettings settings, Map<String, Integer> replicas) {
    try {
      return new LocalProcesses(settings, replicas);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> targets() {
    return backends.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    entry.getValue().stream()
                        .map(ServerProcess::data)
                        .collect(Collectors.joining(","))));
  }

  private static List<String> onward(TestbedSettings settings) {
    return Stream.concat(
            settings.otlpEndpoints().stream(),
            Stream.ofNullable(System.getenv(Pods.OTLP_ENDPOINT)).filter(url -> !url.isEmpty()))
        .distinct()
        .toList();
  }

  private ManagedChannel connect(String address) {
    return channels.computeIfAbsent(
        address,
        key -> {
          ManagedChannel channel = Channels.to(key, ChannelSettings.DEFAULT).connect(CONNECT_LIMIT);
          resources.owned(channel::shutdownNow);
          return channel;
        });
  }

  /** The aggregator's process. */
  public ServerProcess aggregator() {
    return Objects.requireNonNull(aggregator);
  }

  /**
   * The processes of a backend, dead ones included.
   *
   * @throws SpecException if there is no backend of that name
   */
  public List<ServerProcess> replicas(String name) {
    List<ServerProcess> replicas = backends.get(name);
    SpecException.require(
        replicas != null, "backend", name, String.join(", ", AggregatorSettings.SECTIONS));
    return List.copyOf(replicas);
  }

  /**
   * Ends a replica in order, unless it is dead already, and starts it again on the same ports. When
   * this returns, it serves.
   */
  public void restart(String name, int replica) {
    ServerProcess old = replicas(name).get(replica);
    old.close();
    // Channels to the old process would come back only after their pause.
    Stream.of(old.data(), old.admin())
        .flatMap(address -> Stream.ofNullable(channels.remove(address)))
        .forEach(ManagedChannel::shutdownNow);
    ServerProcess renewed =
        pods.backend(name, replica, new Ports(port(old.data()), port(old.admin())));
    Objects.requireNonNull(backends.get(name)).set(replica, renewed);
    renewed.awaitServing();
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @Override
  public String place() {
    return "processes";
  }

  @Override
  public Set<Ability> abilities() {
    return traces.abilities();
  }

  @Override
  public DashboardClient dashboards() {
    return new DashboardClient(aggregatorChannel());
  }

  @Override
  public Channel aggregatorChannel() {
    return connect(aggregator().data());
  }

  @Override
  public Channel backendChannel(String name) {
    return connect(replicas(name).getFirst().data());
  }

  /** {@inheritDoc} All replicas that are alive now. */
  @Override
  public SimulatorClient simulator() {
    return new SimulatorClient(
        backends.values().stream()
            .flatMap(List::stream)
            .filter(ServerProcess::isAlive)
            .map(replica -> connect(replica.admin()))
            .toList());
  }

  @Override
  public MoreBackend startBackend(String name, Map<String, String> changes) {
    ServerProcess process = pods.backendBeside(name, BESIDE + beside.getAndIncrement(), changes);
    process.awaitServing();
    return new Beside(process, connect(process.data()), connect(process.admin()));
  }

  private record Beside(ServerProcess process, ManagedChannel data, ManagedChannel admin)
      implements MoreBackend {
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
      process.close();
    }
  }

  @Override
  public Map<String, Environment.Setting> settings() {
    return pods.told();
  }

  @Override
  public Optional<Trace> trace(String traceId) {
    return traces.trace(traceId);
  }

  @Override
  public Arrival arrival() {
    return ARRIVAL;
  }

  @Override
  public Duration warmUp() {
    return WARM_UP;
  }

  /**
   * Calls under way may finish, for as long as the drain limit of the manifests is. Whoever comes
   * second waits for the first: the end of the JVM must not overtake an end that is under way.
   */
  @Override
  public synchronized void close() {
    // The aggregator first: what it has accepted still needs the backends, which then end at once.
    if (aggregator != null) {
      aggregator.close();
    }
    backends.values().forEach(replicas -> replicas.forEach(ServerProcess::terminate));
    resources.close();
  }
}
