package fanout.lab.client;

import fanout.v1.Ledger;
import java.time.Duration;
import java.util.List;

/** Sums over the ledgers of several backends. */
public final class Ledgers {
  private static final Duration POLL = Duration.ofMillis(2);

  private Ledgers() {}

  /** Time that all backends together have worked, calls in flight included. */
  public static Duration worked(List<Ledger> ledgers) {
    return ledgers.stream()
        .map(ledger -> Times.of(ledger.getWorked()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Waits until no backend has a call in flight.
   *
   * @return the ledgers as they were then
   * @throws IllegalStateException if that takes longer than {@code limit}
   */
  public static List<Ledger> awaitIdle(SimulatorClient simulator, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      List<Ledger> ledgers = simulator.ledgers();
      long inFlight = ledgers.stream().mapToLong(Ledger::getInFlight).sum();
      if (inFlight == 0) {
        return ledgers;
      }
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "%d calls are still in flight after %s".formatted(inFlight, limit));
      }
      Thread.sleep(POLL);
    }
  }
}
