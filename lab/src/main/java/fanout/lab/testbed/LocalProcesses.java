package fanout.lab.testbed;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import fanout.aggregator.AggregatorSettings;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A testbed of one JVM for the aggregator and one for each replica of a backend, on loopback. Each
 * runs the command line and the environment that the manifests give its container, except for the
 * addresses, and for what the settings change.
 *
 * <p>When {@link #start} returns, every connection stands. When {@link #close} returns, every
 * process has drained and is dead.
 */
public final class LocalProcesses implements Testbed {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
  private static final Duration TRACE_LIMIT = Duration.ofSeconds(10);
  private static final int MOST_SPANS = 100_000;
  private static final String OTLP_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  private final TestbedSettings settings;
  private final Map<String, PodTemplate> pods = PodTemplate.all();
  private final Map<String, String> told = new ConcurrentHashMap<>();
  private final Map<String, List<ServerProcess>> backends = new LinkedHashMap<>();
  private final Optional<OtlpReceiver> receiver;
  private @Nullable ServerProcess aggregator;
  private final ConcurrentLinkedDeque<AutoCloseable> resources = new ConcurrentLinkedDeque<>();
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  private LocalProcesses(TestbedSettings settings, Map<String, Integer> replicas)
      throws IOException {
    this.settings = settings;
    SpecException.require(
        settings.receivesTraces() || settings.otlpEndpoints().size() <= 1,
        "--otlp",
        settings.otlpEndpoints(),
        "one endpoint, where each process exports by itself");
    try {
      receiver =
          settings.receivesTraces()
              ? Optional.of(owned(OtlpReceiver.start(MOST_SPANS, onward(settings))))
              : Optional.empty();
      for (String section : AggregatorSettings.SECTIONS) {
        int count = replicas.getOrDefault(section, 1);
        backends.put(
            section,
            IntStream.range(0, count)
                .mapToObj(
                    i -> launch(Image.BACKEND, section, i, backendVariables(section, i), List.of()))
                .collect(Collectors.toCollection(CopyOnWriteArrayList::new)));
      }
      backends.values().forEach(list -> list.forEach(ServerProcess::awaitServing));
      ServerProcess last =
          launch(Image.AGGREGATOR, TestbedSettings.AGGREGATOR, 0, aggregatorVariables(), List.of());
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

  private ServerProcess launch(
      Image image, String service, int replica, Map<String, String> variables, List<String> flags) {
    PodTemplate pod = Objects.requireNonNull(pods.get(service), service);
    String name = service + "-" + replica;
    Map<String, String> container = pod.environment(kubelet(name), variables);
    container.forEach((variable, value) -> told.put(name + "." + image.key(variable), value));
    Map<String, String> environment = new LinkedHashMap<>(inherited());
    environment.putAll(container);
    environment.putAll(telemetry(service));
    List<String> command = Stream.concat(image.command(pod).stream(), flags.stream()).toList();
    return owned(ServerProcess.launch(name, command, environment));
  }

  /** What a node's kubelet would fill in. */
  private static Map<String, String> kubelet(String pod) {
    return Map.of(
        "metadata.name",
        pod,
        "metadata.uid",
        UUID.randomUUID().toString(),
        "metadata.namespace",
        "local",
        "spec.nodeName",
        "localhost");
  }

  /** What is about this machine; settings of the programs come from the manifests alone. */
  private static Map<String, String> inherited() {
    return System.getenv().entrySet().stream()
        .filter(entry -> !entry.getKey().matches("(FANOUT|JAVA|JDK|_JAVA)_.*"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<String, String> backendVariables(String section, int replica) {
    Map<String, String> variables = new LinkedHashMap<>();
    Ports ports = replica == 0 ? settings.portsOf(section) : new Ports(0, 0);
    listen(Image.BACKEND, ports, variables);
    variables.put(Image.BACKEND.variable("behavior"), settings.behaviorOf(section));
    variables.put(Image.BACKEND.variable("seed"), String.valueOf(settings.seed()));
    return variables;
  }

  private Map<String, String> aggregatorVariables() {
    Map<String, String> variables = new LinkedHashMap<>();
    listen(Image.AGGREGATOR, settings.portsOf(TestbedSettings.AGGREGATOR), variables);
    backends.forEach(
        (section, replicas) ->
            variables.put(
                Image.AGGREGATOR.variable(section + "-target"),
                replicas.stream().map(ServerProcess::data).collect(Collectors.joining(","))));
    settings.plan().ifPresent(plan -> variables.put(Image.AGGREGATOR.variable("plan"), plan));
    return variables;
  }

  private static void listen(Image image, Ports ports, Map<String, String> variables) {
    variables.put(image.variable("data-host"), "127.0.0.1");
    variables.put(image.variable("data-port"), String.valueOf(ports.data()));
    variables.put(image.variable("admin-host"), "127.0.0.1");
    variables.put(image.variable("admin-port"), String.valueOf(ports.admin()));
  }

  /** A program sends its spans to one place; the receiver hands them on to the others. */
  private Map<String, String> telemetry(String service) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("OTEL_SERVICE_NAME", service);
    variables.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    settings.otlpEndpoints().forEach(endpoint -> variables.put(OTLP_ENDPOINT, endpoint));
    receiver.ifPresent(
        there -> {
          variables.put("OTEL_SDK_DISABLED", "false");
          variables.put("OTEL_TRACES_EXPORTER", "otlp");
          variables.put("OTEL_TRACES_SAMPLER", "always_on");
          variables.put(OTLP_ENDPOINT, there.endpoint());
        });
    return variables;
  }

  private static List<String> onward(TestbedSettings settings) {
    return Stream.concat(
            settings.otlpEndpoints().stream(),
            Stream.ofNullable(System.getenv(OTLP_ENDPOINT)).filter(url -> !url.isEmpty()))
        .distinct()
        .toList();
  }

  /** Keeps what has to be closed, last one first. */
  @CanIgnoreReturnValue
  private <T extends AutoCloseable> T owned(T resource) {
    resources.push(resource);
    return resource;
  }

  private ManagedChannel connect(String address) {
    return channels.computeIfAbsent(
        address,
        key -> {
          ManagedChannel channel = Channels.to(key, ChannelSettings.DEFAULT).connect(CONNECT_LIMIT);
          owned(channel::shutdownNow);
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
    Map<String, String> variables = backendVariables(name, replica);
    variables.put(Image.BACKEND.variable("data-port"), port(old.data()));
    variables.put(Image.BACKEND.variable("admin-port"), port(old.admin()));
    ServerProcess renewed = launch(Image.BACKEND, name, replica, variables, List.of());
    Objects.requireNonNull(backends.get(name)).set(replica, renewed);
    renewed.awaitServing();
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  @Override
  public String place() {
    return "processes";
  }

  @Override
  public Set<Ability> abilities() {
    return receiver.isPresent()
        ? EnumSet.allOf(Ability.class)
        : EnumSet.complementOf(EnumSet.of(Ability.TRACES));
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
    Map<String, String> variables = new LinkedHashMap<>();
    listen(Image.BACKEND, new Ports(0, 0), variables);
    variables.put(Image.BACKEND.variable("seed"), String.valueOf(settings.seed()));
    List<String> flags =
        changes.entrySet().stream().map(e -> "--" + e.getKey() + "=" + e.getValue()).toList();
    ServerProcess process = launch(Image.BACKEND, name, backends.size(), variables, flags);
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
  public Map<String, String> settings() {
    return Map.copyOf(told);
  }

  @Override
  public Trace awaitTrace(String traceId) {
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

  /** Calls under way may finish, for as long as the drain limit of the manifests is. */
  @Override
  public void close() {
    // The aggregator first: what it has accepted still needs the backends, which then end at once.
    if (aggregator != null) {
      aggregator.close();
    }
    backends.values().forEach(replicas -> replicas.forEach(ServerProcess::terminate));
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        LoggerFactory.getLogger(LocalProcesses.class).warn("a part did not close", e);
      }
    }
  }
}
