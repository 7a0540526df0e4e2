package fanout.backend;

import fanout.backend.control.SimulatorService;
import fanout.backend.draw.Draws;
import fanout.backend.service.CallRunner;
import fanout.backend.service.Engine;
import fanout.backend.service.SimulatedService;
import fanout.runtime.spec.SpecException;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.ServerServiceDefinition;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A running process of simulated backends, for a {@code main} or embedded in a testbed. Thread-safe.
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
  private final Listeners listeners;

  private BackendServer(BackendSettings settings, Telemetry telemetry, TimeSource time) {
    draws = settings.seed().orElseGet(() -> new Draws(new SecureRandom().nextLong()));
    engine = new Engine(time, draws, settings.handlerThreads(), settings.streamWindow());
    List<ServerServiceDefinition> services = new ArrayList<>();
    for (SimulatedService service : settings.serve()) {
      Backend backend =
          Backend.create(
              service.backend(),
              settings.behaviorOf(service),
              SimulatedService.names(),
              settings.acceptRequestBehavior(),
              time);
      backends.put(service.backend(), backend);
      services.add(service.bind(new CallRunner(backend, engine)));
    }
    listeners =
        new Listeners(
            services, new SimulatorService(backends.values(), draws.seed()), engine, telemetry);
    engine.instance("127.0.0.1:%d@%s".formatted(port(), time.now()));
  }

  /** Starts the backends; they serve when this returns. */
  public static BackendServer start(BackendSettings settings, Telemetry telemetry) {
    return start(settings, telemetry, TimeSource.SYSTEM);
  }

  /** The same by other clocks; the pause itself always takes real time. */
  static BackendServer start(BackendSettings settings, Telemetry telemetry, TimeSource time) {
    return new BackendServer(settings, telemetry, time);
  }

  /** The port of the services. */
  public int port() {
    return listeners.dataPort();
  }

  /** The port of the control service. */
  public int adminPort() {
    return listeners.adminPort();
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

  @Override
  public void close() {
    listeners.close();
    engine.close();
  }
}
