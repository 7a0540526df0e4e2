package fanout.lab.load;

import java.time.Instant;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls as a plan says and records every one of them; for a single run. {@link #status} and
 * {@link #stop} are thread-safe.
 *
 * <p>An open loop never waits for an answer and never sends a call again. Where it cannot keep up
 * it sends late, and the latency counts from the moment the call was due all the same; the lateness
 * is recorded beside it. What would exceed the bound on open calls is refused and counted.
 */
public final class LoadGenerator {
  /** How soon a waiting pacer notices that it is to stop. */
  private static final long NOTICE = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long POLL = TimeUnit.MILLISECONDS.toNanos(1);

  private final Target target;
  private final LoadPlan plan;
  private final Time time;

  /** Callers of a closed loop that have not found it over; each may be about to send a call. */
  private final AtomicInteger busy = new AtomicInteger();

  private volatile boolean stopped;
  private volatile @Nullable Calls calls;
  private volatile long begin;

  /** A generator that has not begun. */
  public LoadGenerator(Target target, LoadPlan plan, Time time) {
    this.target = target;
    this.plan = plan;
    this.time = time;
  }

  /**
   * Sends all calls and awaits their ends. The calling thread is the pacer of an open loop: it
   * should be a platform thread. When this returns,
   *
   * <ul>
   *   <li>every call that was due has been recorded: ended, unfinished, or refused. What {@link
   *       #stop} finds due and not sent yet belongs to no figure, and nor does its time to the
   *       asked rate;
   *   <li>every call that had not ended within the plan's drain time has been cancelled.
   * </ul>
   *
   * @throws InterruptedException after all open calls were cancelled
   */
  public LoadResult run() throws InterruptedException {
    Instant startedAt = Instant.now();
    begin = time.nanos();
    Calls run = new Calls(target, time, begin);
    calls = run;
    try {
      long planned =
          switch (plan.arrivals()) {
            case Open open -> pace(run, open);
            case Closed closed -> keepBusy(run, closed);
          };
      long limit = time.nanos() + plan.drain().toNanos();
      while ((run.open() > 0 || busy.get() > 0) && time.nanos() - limit < 0) {
        time.sleepUntil(Math.min(limit, time.nanos() + POLL), false);
      }
      run.abandon();
      return new LoadResult(
          plan,
          startedAt,
          planned,
          run.lastSent() - begin,
          run.lastEnded() - begin,
          stopped,
          run.recording().summary());
    } finally {
      run.abandon();
    }
  }

  /** Ends the run early: no further call is sent; those that are open are awaited as ever. */
  public void stop() {
    stopped = true;
  }

  /** How the run stands. */
  public LoadStatus status() {
    Calls run = calls;
    return run == null ? LoadStatus.NOT_STARTED : run.status(time.nanos() - begin);
  }

  /** The open loop; gives the time that the schedule takes. */
  private long pace(Calls run, Open arrivals) throws InterruptedException {
    PrimitiveIterator.OfLong starts = arrivals.starts(new SplittableRandom(plan.seed()));
    long total = plan.total().orElse(Long.MAX_VALUE);
    long start = next(starts);
    for (long index = 0; index < total && start < plan.endNanos(); index++) {
      long due = begin + start;
      awaitDue(due);
      if (stopped) {
        return Math.min(start, time.nanos() - begin);
      }
      if (run.open() < plan.mostOpen()) {
        run.send(index, due, () -> {});
      } else {
        run.refuse();
      }
      start = next(starts);
    }
    return Math.min(start, plan.endNanos());
  }

  private static long next(PrimitiveIterator.OfLong starts) {
    return starts.hasNext() ? starts.nextLong() : Long.MAX_VALUE;
  }

  private void awaitDue(long due) throws InterruptedException {
    while (due - time.nanos() > NOTICE && !stopped) {
      time.sleepUntil(Math.min(due - NOTICE / 2, time.nanos() + NOTICE), false);
    }
    if (!stopped) {
      time.sleepUntil(due, true);
    }
  }

  /** The closed loop; gives the time until no caller starts a call any more. */
  private long keepBusy(Calls run, Closed closed) throws InterruptedException {
    busy.set(closed.callers());
    AtomicLong index = new AtomicLong();
    for (int i = 0; i < closed.callers(); i++) {
      new Caller(run, index).callAgain();
    }
    while (busy.get() > 0 && !over(index)) {
      // By differences: the end may be as far away as a long can tell.
      long now = time.nanos();
      time.sleepUntil(now + Math.min(plan.endNanos() - (now - begin), POLL), false);
    }
    return time.nanos() - begin;
  }

  private boolean over(AtomicLong index) {
    return stopped
        || time.nanos() - begin >= plan.endNanos()
        || index.get() >= plan.total().orElse(Long.MAX_VALUE);
  }

  /** One caller; goes on from the end of one call to the next on the thread that brings the end. */
  private final class Caller {
    private final Calls run;
    private final AtomicLong index;
    private final AtomicInteger turns = new AtomicInteger();

    Caller(Calls run, AtomicLong index) {
      this.run = run;
      this.index = index;
    }

    /** A call may end before {@code send} returns: a loop rather than a recursion without bound. */
    void callAgain() {
      if (turns.getAndIncrement() > 0) {
        return;
      }
      do {
        long number = over(index) ? Long.MAX_VALUE : index.getAndIncrement();
        if (number < plan.total().orElse(Long.MAX_VALUE)) {
          run.send(number, time.nanos(), this::callAgain);
        } else {
          busy.decrementAndGet();
        }
      } while (turns.decrementAndGet() > 0);
    }
  }
}
