package fanout.aggregator.hedge;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What has been seen of one replica lately: a ring of slices, each with a sketch of the answers and
 * one of the attempts cut short (DDSketch: Masson, Rim and Lee, 2019). Constant memory, some 100 KB
 * at most. Thread-safe.
 *
 * <p>Old slices leave by number and by age; all but the newest leave when that one differs from
 * what came before, so that a change is answered within two slices instead of a whole window.
 */
final class LatencyWindow {
  /** Observations in a slice: enough to tell a shift of the body from chance. */
  static final int SLICE = 128;

  /** Slices kept: at 4096 observations a share of 10 % is known to a twentieth of itself. */
  static final int SLICES = 32;

  private static final double RELATIVE_ERROR = 0.01;
  private static final int MOST_BUCKETS = 2048; // 18 decades at 1 %

  private final long memoryNanos;
  private final Deque<Slice> slices = new ArrayDeque<>(); // the newest last

  /** Forgets what is older than {@code memory}. */
  LatencyWindow(Duration memory) {
    this.memoryNanos = memory.toNanos();
  }

  static DDSketch sketch() {
    return DDSketches.logarithmicCollapsingLowestDense(RELATIVE_ERROR, MOST_BUCKETS);
  }

  /**
   * Notes one attempt.
   *
   * @param cut whether it ended without an answer
   * @return whether it made the past worthless
   */
  synchronized boolean add(long nanos, boolean cut, long now) {
    if (slices.isEmpty() || slices.getLast().full()) {
      slices.addLast(new Slice(now));
      if (slices.size() > SLICES) {
        slices.removeFirst();
      }
    }
    Slice newest = slices.getLast();
    (cut ? newest.cut : newest.answered).accept(Math.max(1, nanos));
    newest.size++;
    return newest.full() && dropPast();
  }

  private boolean dropPast() {
    Slice newest = slices.removeLast();
    DDSketch answered = sketch();
    DDSketch cut = sketch();
    merge(answered, cut);
    boolean changed = newest.curve().differsFrom(new Survival(answered, cut));
    if (changed) {
      slices.clear();
    }
    slices.addLast(newest);
    return changed;
  }

  /** Forgets what is too old at {@code now}, and adds the rest to the given sketches. */
  synchronized void copyTo(DDSketch answered, DDSketch cut, long now) {
    Iterator<Slice> oldest = slices.iterator();
    while (oldest.hasNext() && now - oldest.next().begun > memoryNanos) {
      oldest.remove();
    }
    merge(answered, cut);
  }

  private void merge(DDSketch answered, DDSketch cut) {
    for (Slice slice : slices) {
      answered.mergeWith(slice.answered);
      cut.mergeWith(slice.cut);
    }
  }

  private static final class Slice {
    private final DDSketch answered = sketch();
    private final DDSketch cut = sketch();
    private final long begun;
    private int size;

    Slice(long begun) {
      this.begun = begun;
    }

    boolean full() {
      return size >= SLICE;
    }

    Survival curve() {
      return new Survival(answered, cut);
    }
  }
}
