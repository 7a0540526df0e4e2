package fanout.aggregator.flight;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every request lands. Each of its calls has a deadline within the budget, so it
 * lands by itself, unless the callback that says so has died of an OutOfMemoryError. A request that
 * is overdue is left in peace once, as after a long pause of the process the callbacks are on their
 * way; the next time it is landed without them. Thread-safe.
 */
final class Overdue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Overdue.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Set<FanOut> underWay = ConcurrentHashMap.newKeySet();
  private final Thread sweeper;
  private volatile boolean closed;

  Overdue() {
    sweeper = Thread.ofPlatform().daemon().name("overdue-flights").start(this::watch);
  }

  void add(FanOut flight) {
    underWay.add(flight);
  }

  void remove(FanOut flight) {
    underWay.remove(flight);
  }

  private void watch() {
    Set<FanOut> late = new HashSet<>();
    while (!closed) {
      try {
        Thread.sleep(EVERY);
        late = sweep(late);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        LOG.error("overdue requests could not be landed; in a second again", e);
      }
    }
  }

  /** Lands what was late the last time and still is; gives what is late now. */
  private Set<FanOut> sweep(Set<FanOut> before) {
    Set<FanOut> late = new HashSet<>();
    for (FanOut flight : underWay) {
      if (flight.isOverdue(EVERY)) {
        late.add(flight);
      }
    }
    for (FanOut flight : late) {
      if (before.contains(flight)) {
        LOG.warn("a request was landed whose calls have not reported their ends");
        flight.abandon();
        underWay.remove(flight);
      }
    }
    return late;
  }

  /** When it returns its thread has ended. */
  @Override
  public void close() {
    closed = true;
    sweeper.interrupt();
    Uninterruptibles.joinUninterruptibly(sweeper);
  }
}
