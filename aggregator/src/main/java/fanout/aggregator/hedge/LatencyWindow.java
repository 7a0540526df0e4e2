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
 * <p>Old slices leave by number and by age, and at once when latency has changed. The newest
 * observations are compared with those before them on two scales: a slice shows that everything has
 * become slow, and a quarter of the window that the tail alone has changed. Fewer observations show
 * no more than what the machine has just been busy with.
 */
final class LatencyWindow {
  /** Observations in a slice. */
  static final int SLICE = 128;

  /** Slices kept: at 4096 observations a share of 10 % is known to a twentieth of itself. */
  static final int SLICES = 32;

  /** Slices that a comparison needs to say anything of what is usual. */
  private static final int LEAST_PAST = 4;

  private static final double RELATIVE_ERROR = 0.01;
  private static final int MOST_BUCKETS = 2048; // 18 decades at 1 %

  private final long memoryNanos;
  private final Deque<Slice> slices = new ArrayDeque<>(); // the newest last
  private final DriftTest shift = new DriftTest();
  private final DriftTest tail = new DriftTest();
  private boolean straddling;

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
    Slice newest = newest(now);
    newest.add(Math.max(1, nanos), cut);
    if (!newest.full()) {
      return false;
    }
    boolean changed = dropPast(1, shift) || dropPast(SLICES / 4, tail) || dropStraddling();
    straddling |= changed && slices.size() == 1;
    return changed;
  }

  /** The first slice after a change may have begun before it. */
  private boolean dropStraddling() {
    boolean mixed =
        straddling
            && slices.size() == 2
            && curve(List.of(slices.getLast())).differsFrom(curve(List.of(slices.getFirst())));
    straddling &= slices.size() < 2;
    if (mixed) {
      slices.removeFirst();
    }
    return mixed;
  }

  private Slice newest(long now) {
    if (slices.isEmpty() || slices.getLast().full()) {
      slices.addLast(new Slice(now));
      if (slices.size() > SLICES) {
        slices.removeFirst();
      }
    }
    return slices.getLast();
  }

  /** Forgets all but the newest slices if these differ from the others. */
  private boolean dropPast(int newest, DriftTest test) {
    int older = slices.size() - newest;
    if (older < LEAST_PAST) {
      return false;
    }
    List<Slice> all = List.copyOf(slices);
    boolean changed =
        test.changed(curve(all.subList(older, all.size())), curve(all.subList(0, older)));
    for (int slice = 0; changed && slice < older; slice++) {
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

    void add(long nanos, boolean isCut) {
      (isCut ? cut : answered).accept(nanos);
      size++;
    }

    boolean full() {
      return size >= SLICE;
    }
  }
}
