package fanout.aggregator;

import fanout.runtime.server.Mains;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Logging;
import fanout.runtime.telemetry.Telemetry;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Runs an aggregator until SIGTERM. Exit status 0: ended as told; 1: could not start; 2: bad
 * settings. What it logs at its start ends with the line of {@link Mains#listening}.
 */
public final class AggregatorMain {
  private static final String PROGRAM = "fanout-aggregator";

  private AggregatorMain() {}

  /** The settings, for the program, its reference file and its tests. */
  public static Settings<AggregatorSettings> settings() {
    return Settings.of(AggregatorSettings.class, PROGRAM, "FANOUT_AGGREGATOR_")
        .describedAs("Answers dashboard requests by asking three backends.", "0.1.0");
  }

  /** Starts and runs until told to end. */
  public static void main(String[] args) {
    Mains.run(PROGRAM, () -> run(args));
  }

  private static void run(String[] args) {
    Logging.start(System.getenv());
    AggregatorSettings settings = settings().load(args).orExit();
    Telemetry telemetry = Telemetry.fromEnvironment("aggregator", Map.of());
    Aggregator aggregator = Aggregator.start(settings, telemetry);
    LoggerFactory.getLogger(AggregatorMain.class).info("plan {}", settings.defaultPlan());
    Mains.listening(aggregator.dataAddress(), aggregator.adminAddress());
    aggregator.runUntilSignal(telemetry);
  }
}
