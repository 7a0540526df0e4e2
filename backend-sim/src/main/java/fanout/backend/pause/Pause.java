package fanout.backend.pause;

import fanout.backend.pause.WaitQueue.Entry;
import java.time.Duration;

/**
 * Waits on behalf of calls, precisely and without holding a thread for each. Thread-safe.
 *
 * <p>One daemon thread serves all waits. It parks until shortly before the earliest deadline and
 * spins for the rest; how long before is learnt from how late this machine wakes it (see {@link
 * PauseStats#lead}). A wait never ends early. Idle, the thread sleeps; busy, it spins for at most a
 * fifth of one core, beyond which it prefers to be late by one wake-up.
 *
 * <p>A wait shorter than the lead is spun for by the timer thread, unless an earlier one is due: if
 * the thread sleeps, waking it comes on top, so that a lone wait of 5 µs ends after about 8, and
 * after 13 in one case of ten. Spinning on the caller's thread would be more exact, but hold up an
 * event loop and whatever else it serves. {@link PauseReport} measures all of this.
 *
 * <p>When {@link #close} returns:
 *
 * <ul>
 *   <li>the timer thread has ended, and with it the {@code then} that was running, unless {@code
 *       close} was called by that very {@code then} or interrupted while it waited;
 *   <li>no pending wait will ever end, and none is retained;
 *   <li>{@link #after} refuses.
 * </ul>
 */
public final class Pause implements Timer {
  /** The longest wait: deadlines are compared by difference, which must not overflow. */
  public static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private final TimerLoop loop;
  private final Thread timer;

  /** A pause with a timer thread of its own. */
  public Pause() {
    loop = new TimerLoop(new Ticker.OfSystem(this));
    timer = Thread.ofPlatform().daemon().name("pause").unstarted(loop);
    timer.start();
  }

  /**
   * Runs {@code then} on the timer thread; what it throws is logged.
   *
   * @throws IllegalArgumentException if {@code nanos} is over {@link #LONGEST}
   */
  @Override
  public Wait after(long nanos, Runnable then) {
    if (nanos <= 0) {
      then.run();
      return () -> false;
    }
    if (nanos > LONGEST.toNanos()) {
      throw new IllegalArgumentException("a wait of " + nanos + " ns; at most " + LONGEST);
    }
    Entry entry = loop.add(nanos, then);
    return () -> loop.cancel(entry);
  }

  /** How late waits have ended so far; cheap enough to be called every second. */
  public PauseStats stats() {
    return loop.stats();
  }

  @Override
  public void close() {
    loop.close();
    if (Thread.currentThread().equals(timer)) {
      return;
    }
    try {
      timer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For measuring what it costs. */
  Thread timer() {
    return timer;
  }
}
