package fanout.backend.pause;

import fanout.backend.pause.WaitQueue.Entry;
import java.util.concurrent.RejectedExecutionException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the timer thread does: park until shortly before the earliest deadline, spin for the rest,
 * run what is due, learn how late the park was.
 *
 * <p>{@link #add}, {@link #cancel}, {@link #close} and {@link #stats} are thread-safe; {@link
 * #turn} belongs to the timer thread. The queue's monitor decides every race: an entry is taken out
 * of the queue exactly once, either to run or because it was called off.
 */
final class TimerLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TimerLoop.class);
  private static final long FOREVER = Long.MAX_VALUE;
  private static final double SPIN_SHARE = 0.2;
  private static final long SPIN_BURST_NANOS = 1_000_000;
  private static final long LONGEST_RECORDED_NANOS = 3_600_000_000_000L;

  private final Ticker ticker;
  private final WaitQueue queue = new WaitQueue();
  private final Lead lead = new Lead();
  private final SpinBudget spinBudget;
  private final SingleWriterRecorder lateness = new SingleWriterRecorder(LONGEST_RECORDED_NANOS, 3);
  private final Histogram total = new Histogram(LONGEST_RECORDED_NANOS, 3);
  private @Nullable Histogram interval; // guarded by total; recycled
  private volatile @Nullable Thread timer;
  private volatile boolean closed;

  /**
   * Set when the earliest deadline has become earlier, so that a spin under way gives way to it.
   */
  private volatile boolean overtaken;

  private volatile long leadNanos = Lead.INITIAL_NANOS;

  TimerLoop(Ticker ticker) {
    this.ticker = ticker;
    this.spinBudget = new SpinBudget(SPIN_SHARE, SPIN_BURST_NANOS, ticker.nanoTime());
  }

  @Override
  public void run() {
    timer = Thread.currentThread();
    while (!closed) {
      turn();
    }
  }

  Entry add(long nanos, Runnable then) {
    Entry entry = new Entry(ticker.nanoTime() + nanos, then);
    boolean first;
    synchronized (queue) {
      if (closed) {
        throw new RejectedExecutionException("the pause is closed");
      }
      queue.add(entry);
      first = queue.first() == entry;
    }
    if (first) {
      interruptPark();
    }
    return entry;
  }

  boolean cancel(Entry entry) {
    synchronized (queue) {
      return queue.remove(entry) != null;
    }
  }

  void close() {
    synchronized (queue) {
      closed = true;
      queue.clear();
    }
    interruptPark();
  }

  int pending() {
    synchronized (queue) {
      return queue.size();
    }
  }

  PauseStats stats() {
    int pending = pending();
    synchronized (total) {
      interval = lateness.getIntervalHistogram(interval);
      total.add(interval);
      return PauseStats.of(total, pending, leadNanos);
    }
  }

  /** Runs one due wait, or brings the next deadline nearer. */
  void turn() {
    overtaken = false;
    Entry first;
    Runnable due = null;
    long now;
    synchronized (queue) {
      first = queue.first();
      now = ticker.nanoTime();
      if (first != null && now - first.deadline >= 0) {
        due = queue.remove(first);
      }
    }
    if (first == null) {
      idle();
    } else if (due != null) {
      run(due, now - first.deadline);
    } else {
      approach(first.deadline, now);
    }
  }

  private void idle() {
    ticker.park(FOREVER);
    Thread.interrupted();
  }

  private void approach(long deadline, long now) {
    long remaining = deadline - now;
    if (remaining > leadNanos) {
      park(remaining - leadNanos);
    } else if (spinBudget.allows(remaining, now)) {
      spin(deadline, now);
    } else {
      park(remaining);
    }
  }

  private void run(Runnable then, long lateNanos) {
    lateness.recordValue(Math.min(lateNanos, LONGEST_RECORDED_NANOS));
    try {
      then.run();
    } catch (Throwable e) {
      // Whatever one call's continuation throws, every other call still waits on this thread.
      LOG.error("what was to follow a pause has failed", e);
    }
  }

  private void park(long nanos) {
    long until = ticker.nanoTime() + nanos;
    ticker.park(nanos);
    boolean interrupted = Thread.interrupted(); // else the next park would return at once
    long overshoot = ticker.nanoTime() - until;
    if (overshoot >= 0 && !overtaken && !interrupted) {
      lead.learn(overshoot);
      leadNanos = lead.nanos();
    }
  }

  private void spin(long deadline, long start) {
    long now = start;
    while (now - deadline < 0 && !overtaken && !closed) {
      ticker.spin();
      now = ticker.nanoTime();
    }
    spinBudget.spend(now - start);
  }

  private void interruptPark() {
    overtaken = true;
    Thread thread = timer;
    if (thread != null) {
      ticker.wake(thread);
    }
  }
}
