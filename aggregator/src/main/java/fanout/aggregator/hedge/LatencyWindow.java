package fanout.aggregator.hedge;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What has been seen of one replica lately: a ring of slices, each with a sketch of the answers and
 * one of the attempts cut short (DDSketch: Masson, Rim and Lee, 2019). Constant memory, some 100 KB
 * at most. Thread-safe.
 *
 * <p>Old slices leave by number and by age. All but the newest one, or the newest quarter, leave
 * when that differs from what came before: one slice shows a shift of the body at once, a quarter
 * of the window a change of the tail. So a change is not diluted by a whole window of the past.
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
    return newest.full() && (dropPast(1) || dropPast(SLICES / 4));
  }

  /** Forgets all but the newest slices if these differ from the others. */
  private boolean dropPast(int newest) {
    int past = slices.size() - newest;
    if (past <= 0) {
      return false;
    }
    List<Slice> all = List.copyOf(slices);
    boolean changed = curve(all.subList(past, all.size())).differsFrom(curve(all.subList(0, past)));
    for (int slice = 0; changed && slice < past; slice++) {
      slices.removeFirst();
    }
    return changed;
  }

  private static Survival curve(Iterable<Slice> slices) {
    DDSketch answered = sketch();
    DDSketch cut = sketch();
    merge(slices, answered, cut);
    return new Survival(answered, cut);
  }

  /** Forgets what is too old at {@code now}, and adds the rest to the given sketches. */
  synchronized void copyTo(DDSketch answered, DDSketch cut, long now) {
    Iterator<Slice> oldest = slices.iterator();
    while (oldest.hasNext() && now - oldest.next().begun > memoryNanos) {
      oldest.remove();
    }
    merge(slices, answered, cut);
  }

  private static void merge(Iterable<Slice> slices, DDSketch answered, DDSketch cut) {
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
  }
}
