package fanout.backend;

import fanout.backend.control.SimulatorService;
import fanout.backend.draw.Draws;
import fanout.backend.service.CallRunner;
import fanout.backend.service.Engine;
import fanout.backend.service.Pieces;
import fanout.backend.service.SimulatedService;
import fanout.runtime.server.ServerHost;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A running process of simulated backends, for a {@code main} or embedded in a testbed.
 * Thread-safe.
 *
 * <p>When {@link #close} returns
 *
 * <ul>
 *   <li>both ports are closed and every call has ended at its caller;
 *   <li>no pause comes to its end any more, and no thread is started;
 *   <li>a thread that a fault keeps busy has been interrupted and ends by itself.
 * </ul>
 */
public final class BackendServer implements AutoCloseable {
  private final Map<String, Backend> backends = new LinkedHashMap<>();
  private final Draws draws;
  private final Engine engine;
  private final ServerHost host;

  private BackendServer(BackendSettings settings, Telemetry telemetry, TimeSource time) {
    draws = new Draws(settings.seed().orElseGet(() -> new SecureRandom().nextLong()));
    // Before the engine has threads: a recording may not be there.
    for (SimulatedService service : settings.services()) {
      backends.put(service.backend(), create(service, settings, time));
    }
    engine = new Engine(time, draws, settings.handlerThreads(), settings.streamWindow());
    try {
      host = host(settings, telemetry);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static Backend create(
      SimulatedService service, BackendSettings settings, TimeSource time) {
    return Backend.create(
        service.backend(),
        settings.behaviorOf(service).loaded(),
        SimulatedService.names(),
        settings.acceptRequestBehavior(),
        time);
  }

  private ServerHost host(BackendSettings settings, Telemetry telemetry) {
    ServerHost.Builder builder = ServerHost.builder(settings.server()).telemetry(telemetry);
    for (SimulatedService service : settings.services()) {
      CallRunner runner = new CallRunner(backend(service.backend()), engine);
      builder.service(Pieces.of(service.bind(runner)));
    }
    return builder
        .adminService(new SimulatorService(backends.values(), draws.seed()))
        .transport(engine::configure)
        .build();
  }

  /**
   * Starts the backends; they serve when this returns. No thread is left where it throws.
   *
   * @throws SpecException if a recording or a file of the TLS settings cannot be read
   * @throws fanout.runtime.server.CannotListenException if a port cannot be opened
   */
  public static BackendServer start(BackendSettings settings, Telemetry telemetry) {
    return start(settings, telemetry, TimeSource.SYSTEM);
  }

  /** The same by other clocks. */
  static BackendServer start(BackendSettings settings, Telemetry telemetry, TimeSource time) {
    BackendServer server = new BackendServer(settings, telemetry, time);
    try {
      server.host.start();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    InetSocketAddress address = server.dataAddress();
    server.engine.instance(
        "%s:%d@%s".formatted(address.getHostString(), address.getPort(), time.now()));
    return server;
  }

  /** Where the services listen. */
  public InetSocketAddress dataAddress() {
    return host.dataAddress();
  }

  /** Where health, metrics and the control service listen. */
  public InetSocketAddress adminAddress() {
    return host.adminAddress();
  }

  /** The seed from which all draws come, given or made up. */
  public long seed() {
    return draws.seed();
  }

  /**
   * One of the backends, with its ledger and its control.
   *
   * @throws SpecException if it is not served here
   */
  public Backend backend(String name) {
    Backend backend = backends.get(name);
    if (backend == null) {
      throw new SpecException("backend", name, String.join(", ", backends.keySet()));
    }
    return backend;
  }

  /** Waits for SIGTERM or SIGINT, drains, and ends the process with status 0. Never returns. */
  void runUntilSignal(Telemetry telemetry) {
    host.runUntilSignal(this, telemetry);
  }

  @Override
  public void close() {
    host.close();
    engine.close();
  }
}
