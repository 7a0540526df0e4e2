package fanout.aggregator.limit;

import fanout.aggregator.budget.Timer;
import fanout.aggregator.limit.Limit.End;
import fanout.aggregator.limit.Shed.Reason;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in up to a {@link Limit}, has a bounded number wait, and turns the rest away at once.
 * No thread waits: whoever is let in later hears of it on the thread that made room. Thread-safe.
 *
 * <p><b>Who is next.</b> The earliest deadline first, among those that can still be met: a call
 * counts as lost when what is left of its time is less than calls nearly always take ({@link
 * ServiceTime#likely}). Earliest deadline first is optimal while all can be met (Liu and Layland
 * 1973), and under overload the worst there is, as it spends itself on those that are about to be
 * late; hence what cannot be met is shed, and that as early as it can be told: a call that would
 * have to wait longer than it has time is turned away on arrival, with the time left to try
 * elsewhere, and not after having waited in vain. So the queue is never longer than what can be
 * served in time, whatever its bound; with equal time-outs the order is that of arrival.
 *
 * <p>While a place is free a call is let in even if it seems too late: only calls that are let in
 * correct what is known of their duration.
 */
public final class Limiter {
  /** Hears what becomes of a call, by exactly one of the two, unless the wait is given up. */
  public interface Waiter {
    /** The call may begin, now, and must release the permit when it has ended. Must not block. */
    void admitted(Permit permit);

    /** The call is turned away. Must not block. */
    void shed(Shed shed);
  }

  /** A call's wait. */
  public interface Wait {
    /**
     * Gives the wait up.
     *
     * @return whether it was still on: the waiter hears nothing then
     */
    boolean giveUp();
  }

  /** Figures of one moment. */
  public record Load(int limit, int inFlight, int queued) {
    /** Those of two limiters together. */
    Load plus(Load other) {
      return new Load(limit + other.limit, inFlight + other.inFlight, queued + other.queued);
    }
  }

  private static final long NEVER = Long.MAX_VALUE / 4;

  private final String scope;
  private final Limit limit;
  private final int room;
  private final Deadline.Ticker ticker;
  private final Timer timer;
  private final Trampoline trampoline = new Trampoline();
  private final LongAdder full = new LongAdder();
  private final LongAdder tooLate = new LongAdder();

  private final ReentrantLock lock = new ReentrantLock();
  private final ServiceTime service = new ServiceTime();
  private final TreeSet<Queued> queue = new TreeSet<>(Queued.ORDER);
  private int inFlight;
  private long arrivals;
  private @Nullable Future<?> alarm;
  private long alarmNanos;

  /**
   * Limits one scope.
   *
   * @param scope what is limited, for the words of a refusal
   * @param limit is this limiter's alone
   * @param room how many may wait
   * @param timer ends waits that have become hopeless
   */
  public Limiter(String scope, Limit limit, int room, Deadline.Ticker ticker, Timer timer) {
    this.scope = scope;
    this.limit = limit;
    this.room = room;
    this.ticker = ticker;
    this.timer = timer;
  }

  /**
   * A call wants to begin. The waiter hears at once, on this thread, where it is let in or turned
   * away at once.
   *
   * @param deadline when the call must have ended; empty: it may wait for ever
   */
  public Wait acquire(Optional<Deadline> deadline, Waiter waiter) {
    long now = ticker.nanoTime();
    long end = now + deadline.map(then -> then.timeRemaining(TimeUnit.NANOSECONDS)).orElse(NEVER);
    List<Runnable> effects = new ArrayList<>(1);
    Queued call;
    lock.lock();
    try {
      call = new Queued(waiter, end, now, arrivals++);
      arrive(call, now, effects);
    } finally {
      lock.unlock();
    }
    effects.forEach(Runnable::run);
    return () -> giveUp(call);
  }

  /** How full it is now. */
  public Load load() {
    lock.lock();
    try {
      return new Load(limit.current(), inFlight, queue.size());
    } finally {
      lock.unlock();
    }
  }

  /** How many calls have been turned away for this reason so far. */
  public long shed(Reason reason) {
    return counter(reason).sum();
  }

  private LongAdder counter(Reason reason) {
    return switch (reason) {
      case FULL -> full;
      case TOO_LATE -> tooLate;
    };
  }

  void release(End how, long grantedNanos) {
    List<Runnable> effects = new ArrayList<>(1);
    lock.lock();
    try {
      long now = ticker.nanoTime();
      learn(how, now, Math.max(1, now - grantedNanos));
      inFlight--;
      admitWaiting(now, effects);
    } finally {
      lock.unlock();
    }
    trampoline.run(effects);
  }

  private boolean giveUp(Queued call) {
    lock.lock();
    try {
      boolean waiting = queue.remove(call);
      setAlarm();
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** The head of the queue may have become hopeless. */
  private void ring() {
    List<Runnable> effects = new ArrayList<>();
    lock.lock();
    try {
      alarm = null;
      admitWaiting(ticker.nanoTime(), effects);
    } finally {
      lock.unlock();
    }
    trampoline.run(effects);
  }

  // Under the lock.

  private void learn(End how, long now, long took) {
    switch (how) {
      case ANSWERED -> service.add(took);
      case DROPPED -> service.addAtLeast(took);
      case OTHER -> {}
    }
    limit.ended(how, now, took, inFlight);
  }

  private void arrive(Queued call, long now, List<Runnable> effects) {
    if (inFlight < limit.current() && call.end - now > 0) {
      admit(call, now, effects);
      return;
    }
    long slack = call.end - now - service.likely();
    long wait = waitOf(call);
    if (slack <= 0 || wait > slack) {
      turnAway(call, Reason.TOO_LATE, now, Math.max(turn(), wait - slack), effects);
    } else if (queue.size() >= room) {
      turnAway(call, Reason.FULL, now, wait, effects);
    } else {
      queue.add(call);
      setAlarm();
    }
  }

  /** By Little's law a place becomes free every so many nanoseconds; 0 while nothing is known. */
  private long turn() {
    return (long) (service.mean() / limit.current());
  }

  /** How long a call would probably wait behind those that go before it. */
  private long waitOf(Queued call) {
    boolean last = queue.isEmpty() || Queued.ORDER.compare(queue.last(), call) < 0;
    int before = last ? queue.size() : queue.headSet(call).size();
    return turn() * (before + 1L);
  }

  private void admitWaiting(long now, List<Runnable> effects) {
    while (!queue.isEmpty()) {
      Queued first = queue.first();
      if (isHopeless(first, now)) {
        turnAway(first, Reason.TOO_LATE, now, turn() * queue.size(), effects);
      } else if (inFlight < limit.current()) {
        admit(first, now, effects);
      } else {
        break;
      }
      queue.remove(first);
    }
    setAlarm();
  }

  private boolean isHopeless(Queued call, long now) {
    return call.end - now - service.likely() <= 0;
  }

  private void admit(Queued call, long now, List<Runnable> effects) {
    inFlight++;
    Permit permit = new Permit(this, now, Duration.ofNanos(now - call.arrived));
    effects.add(() -> call.waiter.admitted(permit));
  }

  private void turnAway(Queued call, Reason why, long now, long retry, List<Runnable> effects) {
    counter(why).increment();
    Shed told =
        new Shed(
            why,
            scope,
            limit.current(),
            Duration.ofNanos(now - call.arrived),
            service.isKnown() ? Optional.of(Duration.ofNanos(retry)) : Optional.empty());
    effects.add(() -> call.waiter.shed(told));
  }

  /** One timer for all: it rings when the call with the earliest deadline becomes hopeless. */
  private void setAlarm() {
    if (queue.isEmpty()) {
      if (alarm != null) {
        alarm.cancel(false);
        alarm = null;
      }
      return;
    }
    long due = queue.first().end - service.likely();
    if (alarm == null || alarmNanos - due > 0) {
      if (alarm != null) {
        alarm.cancel(false);
      }
      alarmNanos = due;
      long delay = Math.max(0, due - ticker.nanoTime());
      alarm = timer.after(Duration.ofNanos(delay), this::ring);
    }
  }

  /** A call that waits, or is about to. */
  private record Queued(Waiter waiter, long end, long arrived, long number) {
    /** Differences, because the clock may overflow. */
    static final Comparator<Queued> ORDER =
        (a, b) -> a.end == b.end ? Long.compare(a.number, b.number) : Long.signum(a.end - b.end);
  }
}
