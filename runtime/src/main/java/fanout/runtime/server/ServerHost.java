package fanout.runtime.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's two ports from start to drain.
 *
 * <ul>
 *   <li>The <b>data port</b> serves the services, {@code grpc.health.v1} with a status for each of
 *       them, and reflection, under the limits and the TLS of {@link ServerSettings}.
 *   <li>The <b>admin port</b> serves, in plain text and on one port, gRPC (health, channelz,
 *       reflection and what is added with {@link Builder#adminService}) and HTTP/1.1: {@code
 *       /healthz} (the process is alive), {@code /readyz} (503 unless serving), {@code /metrics}.
 *       It shares no thread with the data port and so answers when that one is saturated.
 * </ul>
 *
 * <p>Thread-safe. Used once: a host that has stopped does not start again.
 */
public final class ServerHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerHost.class);

  private final List<String> serviceNames;
  private final HealthService health = new HealthService();
  private final DataPort data;
  private final AdminPort admin;
  private volatile State state = State.STARTING;
  private volatile @Nullable InetSocketAddress dataAddress;
  private volatile @Nullable InetSocketAddress adminAddress;
  private boolean drainedInTime = true;

  /** Where a host is in its life; it only moves downwards. */
  public enum State {
    /** Not yet started, or starting. */
    STARTING,
    /** Taking calls. */
    SERVING,
    /** Finishing the calls it has accepted, refusing others. */
    DRAINING,
    /** No call is alive on the data port. */
    STOPPED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private ServerHost(Builder builder) {
    this.serviceNames =
        builder.services.stream().map(s -> s.getServiceDescriptor().getName()).toList();
    this.data = new DataPort(builder, health);
    List<ServerServiceDefinition> adminServices = new ArrayList<>(builder.adminServices);
    adminServices.add(health.definition());
    this.admin =
        new AdminPort(
            builder.settings, adminServices, this::state, builder.telemetry.prometheusText());
  }

  /** A host for the given settings. */
  public static Builder builder(ServerSettings settings) {
    return new Builder(settings);
  }

  /**
   * Opens the admin port, then the data port, then says that it is ready.
   *
   * @return this
   * @throws CannotListenException if a port cannot be opened; the other one is closed again
   */
  @CanIgnoreReturnValue
  public synchronized ServerHost start() {
    if (state != State.STARTING || dataAddress != null) {
      throw new IllegalStateException("already " + state.label());
    }
    try {
      adminAddress = admin.start();
      dataAddress = data.start();
    } catch (CannotListenException e) {
      close();
      throw e;
    }
    health.set("", true);
    serviceNames.forEach(name -> health.set(name, true));
    state = State.SERVING;
    return this;
  }

  /** Says on {@code grpc.health.v1} whether one service can be used; the process stays ready. */
  public void setServing(String service, boolean serving) {
    health.set(service, serving);
  }

  /** Where the host is in its life. */
  public State state() {
    return state;
  }

  /** Where the services listen, with the port that was taken for 0; fails before the start. */
  public InetSocketAddress dataAddress() {
    return started(dataAddress);
  }

  /** Where the administration listens; fails before the start. */
  public InetSocketAddress adminAddress() {
    return started(adminAddress);
  }

  private static InetSocketAddress started(@Nullable InetSocketAddress address) {
    if (address == null) {
      throw new IllegalStateException("not started");
    }
    return address;
  }

  /**
   * Ends the service in good order: health says NOT_SERVING and {@code /readyz} 503; new calls are
   * refused with UNAVAILABLE; accepted calls finish; those that have not after {@link
   * ServerSettings#drainLimit} are cancelled. A second call, also from another thread, waits for
   * the first and gives the same answer. An interrupt cuts the wait for them short.
   *
   * <p>When it returns
   *
   * <ul>
   *   <li>the data port is closed and no call on it is alive; code of a handler that does not
   *       listen to its call's cancellation may still run, on the executor that the caller owns;
   *   <li>the admin port still answers, until {@link #close}.
   * </ul>
   *
   * @return whether every accepted call finished by itself
   */
  @CanIgnoreReturnValue
  public synchronized boolean drain() {
    if (state == State.STOPPED) {
      return drainedInTime;
    }
    state = State.DRAINING;
    health.drain();
    drainedInTime = data.drain();
    state = State.STOPPED;
    return drainedInTime;
  }

  /** Drains, then closes the admin port. When it returns no thread of this host is alive. */
  @Override
  public synchronized void close() {
    try {
      drain();
    } finally {
      admin.stop();
    }
  }

  /**
   * For the end of a {@code main}: waits for SIGTERM or SIGINT, closes this host, then {@code
   * afterwards} in order, and ends the process with status 0. Never returns.
   *
   * <p>Logs the last line of the start, for example {@code listening data=127.0.0.1:50060
   * admin=127.0.0.1:39121}: both ports serve, a signal is heeded. Whoever starts a program with
   * port 0 reads from it which ports it took; its form is part of the interface.
   *
   * <p>The work is done in the JVM's shutdown hook, which would end with status 143 (130), and
   * which runs at the same time as all other hooks: what has to be flushed last – telemetry, logs –
   * must be given here and not have a hook of its own, as this one halts the JVM.
   */
  public void runUntilSignal(AutoCloseable... afterwards) {
    Shutdown.onSignal(
        () -> {
          close();
          LOG.info("stopped");
        },
        List.of(afterwards));
    // Not before the signal is heeded: whoever waits for this line may send one at once.
    LOG.info("listening data={} admin={}", text(dataAddress()), text(adminAddress()));
    Shutdown.forever();
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Gathers what a host serves. Not thread-safe. */
  public static final class Builder {
    final ServerSettings settings;
    final List<ServerServiceDefinition> services = new ArrayList<>();
    private final List<ServerServiceDefinition> adminServices = new ArrayList<>();
    final List<ServerInterceptor> interceptors = new ArrayList<>();
    final List<ServerStreamTracer.Factory> tracers = new ArrayList<>();
    @Nullable Executor executor;
    Telemetry telemetry = Telemetry.off();
    Consumer<NettyServerBuilder> transport = server -> {};

    private Builder(ServerSettings settings) {
      this.settings = settings;
    }

    /** Adds a service to the data port. */
    public Builder service(BindableService service) {
      return service(service.bindService());
    }

    /** Adds a service to the data port. */
    public Builder service(ServerServiceDefinition service) {
      services.add(service);
      return this;
    }

    /** Adds a service to the admin port. */
    public Builder adminService(BindableService service) {
      adminServices.add(service.bindService());
      return this;
    }

    /**
     * Adds an interceptor around the services of the data port, inside those added before. Health
     * and reflection are not intercepted: no fault, limit or trace applies to them.
     */
    public Builder interceptor(ServerInterceptor interceptor) {
      interceptors.add(interceptor);
      return this;
    }

    /** Adds a tracer of every stream of the data port, health and reflection included. */
    public Builder tracer(ServerStreamTracer.Factory tracer) {
      tracers.add(tracer);
      return this;
    }

    /**
     * The threads that handlers of the data port run on; the caller owns and closes them. Without
     * it they run on the event loop and must not block.
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /**
     * Has the last word on the data port's transport: its event loops, sockets and executor. What
     * it gives the server, it owns and closes after this host.
     */
    public Builder transport(Consumer<NettyServerBuilder> transport) {
      this.transport = transport;
      return this;
    }

    /** What traces and measures the calls of the data port, and what {@code /metrics} shows. */
    public Builder telemetry(Telemetry telemetry) {
      this.telemetry = telemetry;
      return this;
    }

    /**
     * Makes the host; nothing listens before {@link ServerHost#start}.
     *
     * @throws fanout.runtime.spec.SpecException if a file of the TLS settings cannot be read
     */
    public ServerHost build() {
      return new ServerHost(this);
    }
  }
}
