package fanout.backend.ledger;

import io.grpc.Status;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The book in which one backend writes what became of its calls.
 *
 * <p>Thread-safe: one lock for all entries, so that a reading is one moment and every call has
 * exactly one ending, whatever races. Counts only ever grow; a reset moves the baseline from which
 * they are read.
 */
public final class Ledger {
  private final LongSupplier nanoTime;
  private final long[] endings = new long[Status.Code.values().length];
  private final Stopwatch work = new Stopwatch();
  private final Stopwatch waste = new Stopwatch();
  private long started;
  private long cancelled;
  private long inFlight;
  private Totals baseline;

  /** An empty ledger that measures time by this monotonic clock. */
  public Ledger(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.baseline = totals(nanoTime.getAsLong());
  }

  /** A call arrives. */
  public synchronized Entry start() {
    started++;
    inFlight++;
    return new Entry();
  }

  /** What happened since the start or the last reset. */
  public synchronized LedgerCounts read() {
    return totals(nanoTime.getAsLong()).since(baseline);
  }

  /** The same, and from this very moment on everything is counted anew. */
  public synchronized LedgerCounts readAndReset() {
    Totals now = totals(nanoTime.getAsLong());
    LedgerCounts counts = now.since(baseline);
    baseline = now;
    return counts;
  }

  private Totals totals(long now) {
    return new Totals(
        started, endings.clone(), cancelled, inFlight, work.total(now), waste.total(now));
  }

  /** One call. Whoever ends it first decides how; later endings change nothing. */
  public final class Entry {
    private boolean working;
    private boolean callerGone;
    private boolean ended;

    private Entry() {}

    /** The call has its permit: from here on it is worked on. */
    public void working() {
      synchronized (Ledger.this) {
        if (!ended && !working) {
          long now = nanoTime.getAsLong();
          working = true;
          work.start(now);
          if (callerGone) {
            waste.start(now);
          }
        }
      }
    }

    /** The caller has gone away; work from here on is for nobody. */
    public void callerGone() {
      synchronized (Ledger.this) {
        if (!ended && !callerGone) {
          callerGone = true;
          if (working) {
            waste.start(nanoTime.getAsLong());
          }
        }
      }
    }

    /**
     * The call is about to be answered with this code.
     *
     * @return true if the answer may be sent; false if the caller has gone, which ends the call as
     *     cancelled, or if it had ended before
     */
    public boolean answer(Status.Code code) {
      synchronized (Ledger.this) {
        if (ended) {
          return false;
        }
        end();
        if (callerGone) {
          cancelled++;
          return false;
        }
        endings[code.value()]++;
        return true;
      }
    }

    /** The call ends without an answer, because its caller has gone. */
    public void abandon() {
      synchronized (Ledger.this) {
        if (!ended) {
          end();
          cancelled++;
        }
      }
    }

    private void end() {
      ended = true;
      inFlight--;
      long now = nanoTime.getAsLong();
      if (working) {
        work.stop(now);
      }
      if (working && callerGone) {
        // The entry keeps no instant of its own: see Stopwatch.
        waste.stop(now);
      }
    }
  }

  /**
   * Adds up overlapping stretches of time without looking at each: a stretch from {@code s} to
   * {@code e} adds {@code e − s}, so the sum over all is the sum of the ends less the sum of the
   * starts, with {@code now} for the end of a stretch that is still open. The sums may wrap around;
   * their difference does not.
   */
  private static final class Stopwatch {
    private long endsLessStarts;
    private long open;

    void start(long now) {
      endsLessStarts -= now;
      open++;
    }

    void stop(long now) {
      endsLessStarts += now;
      open--;
    }

    long total(long now) {
      return endsLessStarts + open * now;
    }
  }

  private record Totals(
      long started, long[] endings, long cancelled, long inFlight, long worked, long wasted) {
    LedgerCounts since(Totals baseline) {
      Map<Status.Code, Long> failed = new EnumMap<>(Status.Code.class);
      for (Status.Code code : Status.Code.values()) {
        long count = endings[code.value()] - baseline.endings[code.value()];
        if (count > 0 && code != Status.Code.OK) {
          failed.put(code, count);
        }
      }
      int ok = Status.Code.OK.value();
      return new LedgerCounts(
          started - baseline.started,
          endings[ok] - baseline.endings[ok],
          Map.copyOf(failed),
          cancelled - baseline.cancelled,
          inFlight,
          Duration.ofNanos(worked - baseline.worked),
          Duration.ofNanos(wasted - baseline.wasted));
    }
  }
}
