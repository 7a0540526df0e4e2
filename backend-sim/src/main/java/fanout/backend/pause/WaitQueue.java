package fanout.backend.pause;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pending waits by deadline; waits with the same deadline leave in the order in which they came.
 *
 * <p>A binary heap in which every entry knows its place, so that a wait that is called off leaves
 * at once, in O(log n), and nothing of it is retained. Not thread-safe.
 */
final class WaitQueue {
  private static final int NOT_QUEUED = -1;

  private static final int LEAST_CAPACITY = 64;

  private @Nullable Entry[] heap = new @Nullable Entry[LEAST_CAPACITY];
  private int size;
  private long added;

  /** One pending wait. */
  static final class Entry {
    /** On the clock of {@link Ticker#nanoTime}, hence to be compared by difference only. */
    final long deadline;

    private @Nullable Runnable then;
    private long order;
    private int place = NOT_QUEUED;

    Entry(long deadline, Runnable then) {
      this.deadline = deadline;
      this.then = then;
    }

    private boolean before(Entry other) {
      long difference = deadline - other.deadline;
      return difference != 0 ? difference < 0 : order < other.order;
    }
  }

  /** For how many entries there is room. */
  int capacity() {
    return heap.length;
  }

  int size() {
    return size;
  }

  /** The entry with the earliest deadline, or null if nothing waits. */
  @Nullable Entry first() {
    return heap[0];
  }

  void add(Entry entry) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    entry.order = added++;
    siftUp(entry, size++);
  }

  /**
   * Takes an entry out and lets go of what was to follow it.
   *
   * @return what was to follow; null if the entry is not, or no longer, in the queue
   */
  @Nullable Runnable remove(Entry entry) {
    int place = entry.place;
    if (place == NOT_QUEUED) {
      return null;
    }
    Runnable then = entry.then;
    entry.then = null;
    entry.place = NOT_QUEUED;
    Entry last = at(--size);
    heap[size] = null;
    if (last != entry) {
      siftDown(last, place);
      if (last.place == place) {
        siftUp(last, place);
      }
    }
    shrink();
    return then;
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      at(i).place = NOT_QUEUED;
      at(i).then = null;
      heap[i] = null;
    }
    size = 0;
  }

  private void siftUp(Entry entry, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (!entry.before(at(parent))) {
        break;
      }
      put(at(parent), place);
      place = parent;
    }
    put(entry, place);
  }

  private void siftDown(Entry entry, int from) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && at(child + 1).before(at(child))) {
        child++;
      }
      if (!at(child).before(entry)) {
        break;
      }
      put(at(child), place);
      place = child;
    }
    put(entry, place);
  }

  /** A burst must not keep its array for ever; the factor of 8 keeps a busy queue from flapping. */
  private void shrink() {
    if (heap.length > LEAST_CAPACITY && size < heap.length / 8) {
      heap = Arrays.copyOf(heap, heap.length / 4);
    }
  }

  private Entry at(int place) {
    Entry entry = heap[place];
    assert entry != null : place;
    return entry;
  }

  private void put(Entry entry, int place) {
    heap[place] = entry;
    entry.place = place;
  }
}
