package fanout.lab.load;

import fanout.lab.measure.Recording;
import fanout.lab.measure.Sample;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The calls of one run. Each is recorded exactly once: when it ends, or when it is given up. No
 * call is sent again, whatever became of it. Thread-safe.
 */
final class Calls {
  private final Target target;
  private final Time time;
  private final Recording recording = new Recording();
  private final Set<Call> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger openCount = new AtomicInteger();
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong lastSent;
  private final AtomicLong lastEnded;
  private volatile boolean abandoned;

  /**
   * No call yet.
   *
   * @param begin of the run
   */
  Calls(Target target, Time time, long begin) {
    this.target = target;
    this.time = time;
    lastSent = new AtomicLong(begin);
    lastEnded = new AtomicLong(begin);
  }

  private final class Call {
    private final long intended;
    private final long sentAt;
    private final Runnable afterwards;
    private final AtomicBoolean recorded = new AtomicBoolean();
    private volatile Runnable cancel = () -> {};

    Call(long intended, long sentAt, Runnable afterwards) {
      this.intended = intended;
      this.sentAt = sentAt;
      this.afterwards = afterwards;
    }

    void ended(Status status) {
      long now = time.nanos();
      if (recorded.compareAndSet(false, true)) {
        try {
          recording.ended(new Sample(intended, sentAt, now), status);
          if (!status.isOk()) {
            failed.increment();
          }
        } finally {
          gone(now);
        }
      }
      afterwards.run();
    }

    /** The clock may have been read before the call was sent: by another thread, just before. */
    void abandon(long clock) {
      long now = Math.max(clock, sentAt);
      if (recorded.compareAndSet(false, true)) {
        try {
          recording.unfinished(new Sample(intended, sentAt, now));
        } finally {
          gone(now);
        }
        cancel.run();
      }
    }

    /** It was not sent. */
    void forget() {
      if (recorded.compareAndSet(false, true)) {
        gone(sentAt);
      }
    }

    private void gone(long now) {
      lastEnded.accumulateAndGet(now, Math::max);
      open.remove(this);
      openCount.decrementAndGet();
    }
  }

  /**
   * Sends a call now.
   *
   * @param intended when it was due
   * @param afterwards runs after its end, on the thread that brought it
   */
  void send(long index, long intended, Runnable afterwards) {
    long now = time.nanos();
    Call call = new Call(intended, now, afterwards);
    openCount.incrementAndGet();
    open.add(call);
    // Either this thread sees that the run was given up or abandon() sees this call.
    if (abandoned) {
      call.forget();
      return;
    }
    sent.increment();
    lastSent.accumulateAndGet(now, Math::max);
    call.cancel = target.send(index, call::ended);
    // Given up while it was being sent, there was nothing to cancel yet; twice does no harm.
    if (abandoned) {
      call.cancel.run();
    }
  }

  void refuse() {
    recording.refused();
  }

  int open() {
    return openCount.get();
  }

  /** Records every open call as unfinished and cancels it; returns when all are recorded. */
  void abandon() {
    abandoned = true;
    long now = time.nanos();
    open.forEach(call -> call.abandon(now));
    // One that ends just now may have taken the right to be recorded and not used it yet.
    while (open() > 0) {
      Thread.onSpinWait();
    }
  }

  long lastSent() {
    return lastSent.get();
  }

  long lastEnded() {
    return lastEnded.get();
  }

  LoadStatus status(long elapsedNanos) {
    return new LoadStatus(elapsedNanos, sent.sum(), open(), failed.sum(), recording.refusals());
  }

  Recording recording() {
    return recording;
  }
}
