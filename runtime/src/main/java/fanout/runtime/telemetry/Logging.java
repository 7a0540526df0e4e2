package fanout.runtime.telemetry;

import ch.qos.logback.classic.Level;
import fanout.runtime.spec.SpecException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * One line for each event, to standard error, with trace and span id: see {@code logback.xml}.
 * {@code -Dlogback.configurationFile} replaces it.
 */
public final class Logging {
  /** The environment variable that sets the level of everything. */
  public static final String LEVEL = "FANOUT_LOG_LEVEL";

  private static final Set<String> LEVELS =
      Set.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");

  private Logging() {}

  /**
   * The first thing that a {@code main} does: sends what gRPC and OpenTelemetry say through {@code
   * java.util.logging} to the same place.
   *
   * @param environment of the process
   * @throws SpecException if {@link #LEVEL} is not a level; logback would take it for DEBUG
   */
  public static void start(Map<String, String> environment) {
    String level = environment.getOrDefault(LEVEL, Level.INFO.levelStr);
    SpecException.require(
        LEVELS.contains(level.toUpperCase(Locale.ROOT)),
        LEVEL,
        level,
        "OFF, ERROR, WARN, INFO, DEBUG or TRACE");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
