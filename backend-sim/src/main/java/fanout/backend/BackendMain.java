package fanout.backend;

import fanout.backend.service.SimulatedService;
import fanout.runtime.server.Mains;
import fanout.runtime.settings.Settings;
import fanout.runtime.spec.Spec;
import fanout.runtime.telemetry.Logging;
import fanout.runtime.telemetry.Telemetry;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs simulated backends until SIGTERM. Exit status 0: ended as told; 1: could not start; 2: bad
 * settings. What it logs at its start ends with the line of {@link Mains#listening}.
 */
public final class BackendMain {
  private static final String PROGRAM = "fanout-backend-sim";

  private BackendMain() {}

  /** The settings, for the program, its reference file and its tests. */
  public static Settings<BackendSettings> settings() {
    return Settings.of(BackendSettings.class, PROGRAM, "FANOUT_BACKEND_")
        .describedAs("Plays one or more backends that behave as told.", "0.1.0");
  }

  /** Starts and runs until told to end. */
  public static void main(String[] args) {
    Mains.run(PROGRAM, () -> run(args));
  }

  private static void run(String[] args) {
    Logging.start(System.getenv());
    BackendSettings settings = settings().load(args).orExit();
    String names =
        settings.services().stream()
            .map(SimulatedService::backend)
            .collect(Collectors.joining("+"));
    Telemetry telemetry = Telemetry.fromEnvironment(names, Map.of());
    BackendServer server = BackendServer.start(settings, telemetry);
    Logger log = LoggerFactory.getLogger(BackendMain.class);
    log.info("seed {}", server.seed());
    for (SimulatedService service : settings.services()) {
      log.info("{}: {}", service.backend(), Spec.print(settings.behaviorOf(service)));
    }
    Mains.listening(server.dataAddress(), server.adminAddress());
    server.runUntilSignal(telemetry);
  }
}
