package fanout.lab.trial;

import fanout.lab.client.SimulatorClient;
import fanout.lab.load.Target;
import fanout.v1.Ledger;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Calls made one right after the other, and how many of them have ended. For one thread. */
public final class Crowd {
  /** After which calls that should have come or ended are given up: far beyond what any takes. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(2);

  private final Target target;
  private final int calls;
  private final List<Runnable> takeBacks;
  private final CountDownLatch open;
  private final LongAdder failed = new LongAdder();

  /** Of so many calls, none of which has been sent. */
  public Crowd(Target target, int calls) {
    this.target = target;
    this.calls = calls;
    this.takeBacks = new ArrayList<>(calls);
    this.open = new CountDownLatch(calls);
  }

  /** Sends all of them and waits for none. */
  public void send() {
    for (int i = 0; i < calls; i++) {
      takeBacks.add(target.send(i, this::ended));
    }
  }

  private void ended(Status status) {
    if (!status.isOk()) {
      failed.increment();
    }
    open.countDown();
  }

  /**
   * Waits until the backends' ledgers have them all in flight: a thread that was started may not
   * have called yet.
   *
   * @throws IllegalStateException if one ends before, or they do not come
   */
  public void awaitArrival(SimulatorClient backends) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      requireAllOpen();
      long inFlight = backends.ledgers().stream().mapToLong(Ledger::getInFlight).sum();
      if (inFlight >= calls) {
        return;
      }
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "only %,d of %,d calls are in flight after %s".formatted(inFlight, calls, LIMIT));
      }
      Thread.sleep(POLL);
    }
  }

  /**
   * Checks that no call has ended.
   *
   * @throws IllegalStateException if one has
   */
  public void requireAllOpen() {
    long ended = calls - open.getCount();
    if (ended > 0) {
      throw new IllegalStateException(
          "%,d of %,d calls ended too early, %,d of them failed"
              .formatted(ended, calls, failed.sum()));
    }
  }

  /** Cancels all that were sent; whether they have ended says {@link #awaitEnd}. */
  public void takeBack() {
    takeBacks.forEach(Runnable::run);
  }

  /**
   * Waits until all have ended.
   *
   * @throws IllegalStateException if one does not
   */
  public void awaitEnd() throws InterruptedException {
    if (!open.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("%,d calls never ended".formatted(open.getCount()));
    }
  }

  /** Calls that ended with another code than OK, of all, in per cent. */
  public double failedPercent() {
    return 100.0 * failed.sum() / calls;
  }
}
