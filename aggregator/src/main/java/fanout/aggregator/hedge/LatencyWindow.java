package fanout.aggregator.hedge;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been seen of one replica lately: a ring of slices, each with a sketch of the answers and
 * one of the attempts cut short (DDSketch: Masson, Rim and Lee, 2019). Constant memory, some 100 KB
 * at most. Thread-safe.
 *
 * <p>Old slices leave by number and by age, and at once when latency has changed. The newest
 * observations are compared with those before them on three scales: the last {@link #RECENT} show
 * that everything has become slow, a slice shows a smaller shift, and a quarter of the window shows
 * that the tail alone has changed.
 */
final class LatencyWindow {
  /** Observations in a slice. */
  static final int SLICE = 128;

  /** Slices kept: at 4096 observations a share of 10 % is known to a twentieth of itself. */
  static final int SLICES = 32;

  /** Observations that are compared with the window while a slice fills, every half of it. */
  static final int RECENT = 32;

  private static final double RELATIVE_ERROR = 0.01;
  private static final int MOST_BUCKETS = 2048; // 18 decades at 1 %

  private final long memoryNanos;
  private final Deque<Slice> slices = new ArrayDeque<>(); // the newest last
  private final Deque<Observation> recent = new ArrayDeque<>();
  private int untilLook = RECENT;
  private @Nullable Survival past; // of all full slices

  private record Observation(long nanos, boolean cut) {}

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
    Observation observation = new Observation(Math.max(1, nanos), cut);
    recent.addLast(observation);
    if (recent.size() > RECENT) {
      recent.removeFirst();
    }
    Slice newest = note(observation, now);
    if (--untilLook <= 0) {
      untilLook = RECENT / 2;
      if (past != null && recentCurve(now).differsFrom(past)) {
        startAnew(now);
        return true;
      }
    }
    if (!newest.full()) {
      return false;
    }
    boolean changed = dropPast(1) || dropPast(SLICES / 4);
    past = curve(slices);
    return changed;
  }

  private Slice note(Observation observation, long now) {
    if (slices.isEmpty() || slices.getLast().full()) {
      slices.addLast(new Slice(now));
      if (slices.size() > SLICES) {
        slices.removeFirst();
      }
    }
    slices.getLast().add(observation);
    return slices.getLast();
  }

  private Survival recentCurve(long now) {
    Slice slice = new Slice(now);
    recent.forEach(slice::add);
    return curve(List.of(slice));
  }

  /** Keeps the newer half of the recent observations: the older may be from before the change. */
  private void startAnew(long now) {
    slices.clear();
    past = null;
    while (recent.size() > RECENT / 2) {
      recent.removeFirst();
    }
    recent.forEach(observation -> note(observation, now));
  }

  /** Forgets all but the newest slices if these differ from the others. */
  private boolean dropPast(int newest) {
    int older = slices.size() - newest;
    if (older <= 0) {
      return false;
    }
    List<Slice> all = List.copyOf(slices);
    boolean changed =
        curve(all.subList(older, all.size())).differsFrom(curve(all.subList(0, older)));
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

    void add(Observation observation) {
      (observation.cut ? cut : answered).accept(observation.nanos);
      size++;
    }

    boolean full() {
      return size >= SLICE;
    }
  }
}
