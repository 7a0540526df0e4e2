package fanout.lab.testbed;

import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
import fanout.lab.result.Environment;
import fanout.lab.trace.Trace;
import fanout.runtime.telemetry.Telemetry;
import io.grpc.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An aggregator with its backends, wherever they run. Thread-safe.
 *
 * <p>Not every testbed can do everything: {@link #abilities} says what this one can, and a method
 * that needs an ability which is missing throws {@link MissingAbilityException}.
 */
public sealed interface Testbed extends AutoCloseable
    permits InProcess, LocalProcesses, Remote, TracedTestbed {
  /** Where it runs: {@code in-process}, {@code processes}, or the addresses. */
  String place();

  /** What it can do. */
  Set<Ability> abilities();

  /** Calls the aggregator. */
  DashboardClient dashboards();

  /**
   * A connected channel to the aggregator, for load. Its callbacks run on the event loop and must
   * not block. The testbed closes it.
   */
  Channel aggregatorChannel();

  /**
   * A connected channel to a backend's data port, likewise; needs {@link Ability#BACKENDS}.
   *
   * @throws fanout.runtime.spec.SpecException if there is no backend of that name
   */
  Channel backendChannel(String name);

  /** Steers the backends; needs {@link Ability#SIMULATOR}. */
  SimulatorClient simulator();

  /**
   * A trace as far as it has arrived; empty where nothing of it has. Needs {@link Ability#TRACES}.
   */
  Optional<Trace> trace(String traceId);

  /**
   * For how long at most it has to answer at speed until its code is compiled; nothing where it was
   * started by somebody else.
   */
  default Duration warmUp() {
    return Duration.ZERO;
  }

  /** Takes no example from the requests so far; nothing to do where none are taken. */
  default void forget() {}

  /** How its traces arrive. */
  Arrival arrival();

  /**
   * The trace of a request that has ended, once all its parts are there: one root, no orphan, and
   * the server's side of every attempt that a server can have seen. Needs {@link Ability#TRACES}.
   *
   * @throws IllegalStateException if it does not arrive
   */
  default Trace awaitTrace(String traceId) {
    return arrival().await(traceId, () -> trace(traceId), Trace::isComplete);
  }

  /** What servers and channels of the lab itself leave spans with: off but in a traced view. */
  default Telemetry telemetry() {
    return Telemetry.off();
  }

  /**
   * Starts one more backend that no aggregator knows, for direct calls; needs {@link
   * Ability#MORE_BACKENDS}. When this returns it is connected. It ends with the testbed, or before
   * if it is closed.
   *
   * @param name which of the three services it serves
   * @param settings texts by key that differ from a backend's defaults, for example {@code
   *     handler-threads=virtual}; see docs/reference/backend-sim.yaml. Request behaviour is
   *     accepted and the seed is the testbed's unless they say otherwise
   * @throws fanout.runtime.spec.SpecException if a key or a text is malformed
   */
  MoreBackend startBackend(String name, Map<String, String> settings);

  /**
   * Every setting of the programs, by {@code program.key}, and where it came from. Of a testbed
   * that was started elsewhere nothing is known.
   */
  Map<String, Environment.Setting> settings();

  @Override
  void close();

  /** A backend beside those of the aggregator. */
  interface MoreBackend extends AutoCloseable {
    /** A connected channel to its data port, as {@link Testbed#backendChannel} has it. */
    Channel channel();

    /** Steers it. */
    SimulatorClient simulator();

    @Override
    void close();
  }

  /** A way to get a testbed; what it cannot set up it refuses. */
  @FunctionalInterface
  interface Launcher {
    /**
     * Starts a testbed, or connects to one.
     *
     * @throws MissingAbilityException if such a testbed cannot be had this way
     */
    Testbed launch(TestbedSettings settings);
  }
}
