package fanout.benchmarks.soak;

import fanout.backend.BackendServer;
import fanout.backend.BackendSettings;
import fanout.backend.ledger.Ledger;
import fanout.backend.ledger.LedgerCounts;
import fanout.runtime.settings.Settings;
import fanout.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A backend that dies and comes back on the same ports; the ledgers of all its lives are kept. Not
 * thread-safe. It dies as a process does: connections break, nothing is drained.
 */
final class MortalBackend implements Reaper.Mortal, AutoCloseable {
  /** Longer than any call of the mix takes. */
  private static final Duration AT_REST = Duration.ofSeconds(10);

  private static final long POLL_MILLIS = 5;

  private final String name;
  private final String behavior;
  private final Telemetry telemetry;
  private final List<Ledger> lives = new ArrayList<>();
  private BackendServer server;

  /** One that serves when this returns, and whose streams are seen by {@code hop}. */
  MortalBackend(String name, String behavior, Hop hop) {
    this.name = name;
    this.behavior = behavior;
    this.telemetry =
        Telemetry.fromEnvironment(name, Map.of("OTEL_TRACES_EXPORTER", "none"))
            .observed(List.of(), hop::onServer);
    this.server = start(0, 0);
  }

  /** Lives again, or for the first time with zeros; the ledger of this life is kept. */
  private BackendServer start(int dataPort, int adminPort) {
    Map<String, String> keys = new HashMap<>();
    keys.put("serve", name);
    keys.put("behavior", behavior);
    keys.put("accept-request-behavior", "true");
    keys.put("seed", "1");
    keys.put("data-port", String.valueOf(dataPort));
    keys.put("admin-port", String.valueOf(adminPort));
    keys.put("drain-limit", "0s");
    BackendServer life =
        BackendServer.start(Settings.defaults(BackendSettings.class, keys), telemetry);
    lives.add(life.backend(name).ledger());
    return life;
  }

  /** Where it serves, in all its lives. */
  String target() {
    return server.dataAddress().getHostString() + ":" + server.dataAddress().getPort();
  }

  /** Where it is administered, in all its lives. */
  int adminPort() {
    return server.adminAddress().getPort();
  }

  /**
   * Dies, and is back when this returns.
   *
   * @throws fanout.runtime.server.CannotListenException if another has taken a port meanwhile; it
   *     stays dead
   */
  @Override
  public void dieAndComeBack() {
    int dataPort = server.dataAddress().getPort();
    int adminPort = adminPort(); // of any free ports the new life could take its own data port
    server.close();
    server = start(dataPort, adminPort);
  }

  /**
   * Ledgers of all lives, the present one last, once no call is in flight in it. In an earlier one
   * those are in flight for ever that ignored their cancel and died with the process.
   */
  List<LedgerCounts> ledgers() throws InterruptedException {
    long end = System.nanoTime() + AT_REST.toNanos();
    while (lives.getLast().read().inFlight() > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(POLL_MILLIS);
    }
    return lives.stream().map(Ledger::read).toList();
  }

  /** Its metrics over all lives, in Prometheus' text form. */
  String metrics() {
    return telemetry.prometheusText().get();
  }

  @Override
  public void close() {
    server.close();
    telemetry.close();
  }
}
