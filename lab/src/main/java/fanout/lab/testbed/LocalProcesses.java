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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
 * process has drained and is dead.
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

  private static final String OTLP_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  private final TestbedSettings settings;
  private final Map<String, PodTemplate> pods = PodTemplate.all();
  private final Map<String, Environment.Setting> told = new ConcurrentSkipListMap<>();
  private final Map<String, List<ServerProcess>> backends = new LinkedHashMap<>();
  private final TraceInbox traces;
  private final AtomicInteger beside = new AtomicInteger();
  private @Nullable ServerProcess aggregator;
  private final Resources resources = new Resources();
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
      traces =
          new TraceInbox(
              settings.receivesTraces()
                  ? Optional.of(
                      resources.owned(OtlpReceiver.start(TraceInbox.MOST_SPANS, onward(settings))))
                  : Optional.empty(),
              place());
      for (String section : AggregatorSettings.SECTIONS) {
        int count = replicas.getOrDefault(section, 1);
        backends.put(
            section,
            IntStream.range(0, count)
                .mapToObj(
                    i -> launch(Image.BACKEND, section, i, backendVariables(section, i), Map.of()))
                .collect(Collectors.toCollection(CopyOnWriteArrayList::new)));
      }
      backends.values().forEach(list -> list.forEach(ServerProcess::awaitServing));
      ServerProcess last =
          launch(Image.AGGREGATOR, TestbedSettings.AGGREGATOR, 0, aggregatorVariables(), Map.of());
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
      Image image,
      String service,
      int replica,
      Map<String, String> variables,
      Map<String, String> changes) {
    PodTemplate pod = Objects.requireNonNull(pods.get(service), service);
    String name = service + "-" + replica;
    Map<String, String> container = pod.environment(kubelet(name), variables);
    List<String> flags =
        changes.entrySet().stream().map(e -> "--" + e.getKey() + "=" + e.getValue()).toList();
    List<String> arguments = Stream.concat(pod.arguments().stream(), flags.stream()).toList();
    Set<String> own = variables.keySet().stream().map(image::key).collect(Collectors.toSet());
    container.forEach(
        (variable, value) ->
            told.put(
                name + "." + image.key(variable), new Environment.Setting(value, Image.MANIFEST)));
    image
        .effective(arguments, container, own, changes.keySet())
        .forEach((key, setting) -> told.put(name + "." + key, setting));
    Map<String, String> telemetry = telemetry(service);
    telemetry.forEach(
        (key, value) -> told.put(name + "." + key, new Environment.Setting(value, Image.TESTBED)));
    Map<String, String> environment = new LinkedHashMap<>(inherited());
    environment.putAll(container);
    environment.putAll(telemetry);
    List<String> command = Stream.concat(image.command(pod).stream(), flags.stream()).toList();
    return resources.owned(ServerProcess.launch(name, command, environment));
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
    Map<String, String> variables = traces.variables(service);
    settings.otlpEndpoints().forEach(endpoint -> variables.put(OTLP_ENDPOINT, endpoint));
    traces
        .receiver()
        .ifPresent(
            there -> {
              variables.put("OTEL_TRACES_EXPORTER", "otlp");
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
    Map<String, String> variables = backendVariables(name, replica);
    variables.put(Image.BACKEND.variable("data-port"), port(old.data()));
    variables.put(Image.BACKEND.variable("admin-port"), port(old.admin()));
    ServerProcess renewed = launch(Image.BACKEND, name, replica, variables, Map.of());
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
    Map<String, String> variables = new LinkedHashMap<>();
    listen(Image.BACKEND, new Ports(0, 0), variables);
    variables.put(Image.BACKEND.variable("seed"), String.valueOf(settings.seed()));
    ServerProcess process =
        launch(Image.BACKEND, name, BESIDE + beside.getAndIncrement(), variables, changes);
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
    return Collections.unmodifiableMap(told);
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

  /** Calls under way may finish, for as long as the drain limit of the manifests is. */
  @Override
  public void close() {
    // The aggregator first: what it has accepted still needs the backends, which then end at once.
    if (aggregator != null) {
      aggregator.close();
    }
    backends.values().forEach(replicas -> replicas.forEach(ServerProcess::terminate));
    resources.close();
  }
}
