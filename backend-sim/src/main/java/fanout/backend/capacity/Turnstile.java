package fanout.backend.capacity;

import fanout.runtime.spec.Spec;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every call of one backend takes its permit. The calls that run and wait are counted here
 * and not in the {@link Capacity}, so that a change of capacity takes effect for the next call and
 * forgets nobody: what runs still counts, and what waits keeps its place. No thread waits.
 *
 * <p>Thread-safe. Visitors are called outside the lock, one after another.
 */
public final class Turnstile {
  /** A call that asks for a permit; exactly one of the two happens unless it withdraws. */
  public interface Visitor {
    /** A permit is there; the visitor must {@link Turnstile#leave} later. */
    void enter();

    /** There is no permit, for this reason. */
    void refused(String reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);

  private final LongSupplier nanoTime;
  private final LinkedHashSet<Visitor> waiting = new LinkedHashSet<>();
  private final Queue<Visitor> granted = new ArrayDeque<>();
  private Capacity capacity;
  private Admission admission;
  private int running;
  private boolean draining;

  /** A turnstile that nobody has passed yet. */
  public Turnstile(Capacity capacity, LongSupplier nanoTime) {
    this.capacity = capacity;
    this.nanoTime = nanoTime;
    this.admission = capacity.admission(nanoTime);
  }

  /** Asks for a permit; the answer may come before this method returns. */
  public void ask(Visitor visitor) {
    String reason = "";
    Admission.Decision decision;
    synchronized (this) {
      decision = admission.onArrival(running, waiting.size());
      switch (decision) {
        case ENTER -> running++;
        case WAIT -> waiting.add(visitor);
        case REFUSE -> reason = reason();
      }
    }
    switch (decision) {
      case ENTER -> visitor.enter();
      case WAIT -> {} // its turn comes in drain()
      case REFUSE -> visitor.refused(reason);
    }
  }

  private String reason() {
    return "%s: %d running, %d waiting".formatted(Spec.print(capacity), running, waiting.size());
  }

  /** Leaves the queue; false if the visitor was not in it (any more). */
  public synchronized boolean withdraw(Visitor visitor) {
    return waiting.remove(visitor);
  }

  /** Gives a permit back and lets in who may enter now. */
  public void leave() {
    synchronized (this) {
      running--;
    }
    drain();
  }

  /** From now on this capacity holds. One that is equal to the present one changes nothing. */
  public void setCapacity(Capacity next) {
    synchronized (this) {
      if (next.equals(capacity)) {
        return;
      }
      capacity = next;
      admission = next.admission(nanoTime);
    }
    drain();
  }

  /** Calls that hold a permit. */
  public synchronized int running() {
    return running;
  }

  /** Calls in the queue. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /**
   * Lets visitors in. A visitor may leave again before its {@code enter} returns, so a plain loop
   * would recurse as deep as the queue is long; instead whoever drains already takes the new ones
   * too.
   */
  private void drain() {
    synchronized (this) {
      grant();
      if (draining) {
        return;
      }
      draining = true;
    }
    Visitor visitor;
    while ((visitor = next()) != null) {
      enter(visitor);
    }
  }

  /** Whatever becomes of one visitor, the others must not stay outside for ever. */
  private static void enter(Visitor visitor) {
    try {
      visitor.enter();
    } catch (RuntimeException | Error e) {
      LOG.error("a call failed when its turn had come", e);
    }
  }

  private void grant() {
    Iterator<Visitor> queue = waiting.iterator();
    while (queue.hasNext() && admission.mayStart(running)) {
      granted.add(queue.next());
      queue.remove();
      running++;
    }
  }

  private synchronized @Nullable Visitor next() {
    Visitor visitor = granted.poll();
    draining = visitor != null;
    return visitor;
  }
}
