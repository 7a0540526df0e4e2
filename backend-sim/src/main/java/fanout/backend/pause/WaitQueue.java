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

  private @Nullable Entry[] heap = new @Nullable Entry[64];
  private int size;
  private long added;

  /** One pending wait. */
  static final class Entry {
    /** On the clock of {@link Ticker#nanoTime}, hence to be compared by difference only. */
    final long deadline;

    final Runnable then;
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

  /** Takes an entry out; false if it is not, or no longer, in the queue. */
  boolean remove(Entry entry) {
    int place = entry.place;
    if (place == NOT_QUEUED) {
      return false;
    }
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
    return true;
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      at(i).place = NOT_QUEUED;
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
    if (heap.length > 64 && size < heap.length / 8) {
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
