package fanout.benchmarks.soak;

import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.backend.ledger.LedgerCounts;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A backend that dies and comes back on the same port; the ledgers of all its lives are kept. Not
 * thread-safe. It dies as a process does: connections break, nothing is drained.
 */
final class MortalBackend implements AutoCloseable {
  /** Longer than any call of the mix takes. */
  private static final Duration AT_REST = Duration.ofSeconds(10);

  /** Until the calls that the death has cancelled are in the ledger. */
  private static final Duration DEAD = Duration.ofMillis(500);

  private static final long POLL_MILLIS = 5;

  private final String name;
  private final String behavior;
  private final Telemetry telemetry;
  private final List<LedgerCounts> lives = new ArrayList<>();
  private BackendServer server;

  /** One that serves when this returns, and whose streams are seen by {@code hop}. */
  MortalBackend(String name, String behavior, Hop hop) {
    this.name = name;
    this.behavior = behavior;
    this.telemetry =
        Telemetry.fromEnvironment(name, Map.of("OTEL_TRACES_EXPORTER", "none"))
            .observed(List.of(), hop::onServer);
    this.server = start(0);
  }

  private BackendServer start(int port) {
    Map<String, String> keys = new HashMap<>();
    keys.put("serve", name);
    keys.put("behavior", behavior);
    keys.put("accept-request-behavior", "true");
    keys.put("seed", "1");
    keys.put("data-port", String.valueOf(port));
    keys.put("admin-port", "0");
    keys.put("drain-limit", "0s");
    return BackendServer.start(Settings.defaults(BackendSettings.class, keys), telemetry);
  }

  /** Where it serves, in all its lives. */
  String target() {
    return server.dataAddress().getHostString() + ":" + server.dataAddress().getPort();
  }

  /** Dies, and is back when this returns. */
  void dieAndComeBack() throws InterruptedException {
    int port = server.dataAddress().getPort();
    server.close();
    lives.add(settled(server, DEAD));
    server = start(port);
  }

  /**
   * Ledgers of all lives, the present one last, once no call is in flight in it. In an earlier one
   * those are in flight for ever that ignored their cancel and died with the process.
   */
  List<LedgerCounts> ledgers() throws InterruptedException {
    List<LedgerCounts> all = new ArrayList<>(lives);
    all.add(settled(server, AT_REST));
    return all;
  }

  /** Its metrics over all lives, in Prometheus' text form. */
  String metrics() {
    return telemetry.prometheusText().get();
  }

  private LedgerCounts settled(BackendServer life, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    LedgerCounts counts = life.backend(name).ledger().read();
    while (counts.inFlight() > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(POLL_MILLIS);
      counts = life.backend(name).ledger().read();
    }
    return counts;
  }

  @Override
  public void close() {
    server.close();
    telemetry.close();
  }
}
