package fanout.backend.service;

import fanout.backend.pause.Timer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Something that a call waits for. Either it comes, or the caller leaves first, never both: the two
 * race for {@link #settled}, and cancelling the wait behind it only saves its timer.
 */
final class Hold {
  /** A wait behind which there is nothing to cancel. */
  static final Timer.Wait NOTHING = () -> false;

  private final AtomicReference<State> settled = new AtomicReference<>(State.OPEN);
  private final Runnable next;
  private final boolean evenIfIgnored;
  private volatile Timer.@Nullable Wait wait;

  private enum State {
    OPEN,
    CAME,
    CALLED_OFF
  }

  /**
   * @param next runs when it comes
   * @param evenIfIgnored whether the caller's leaving ends it even where cancels are ignored
   */
  Hold(Runnable next, boolean evenIfIgnored) {
    this.next = next;
    this.evenIfIgnored = evenIfIgnored;
  }

  boolean evenIfIgnored() {
    return evenIfIgnored;
  }

  /** It has come; false if it was called off before. */
  boolean come() {
    if (!settled.compareAndSet(State.OPEN, State.CAME)) {
      return false;
    }
    next.run();
    return true;
  }

  /** The caller has left; false if it had come before. */
  boolean callOff() {
    if (!settled.compareAndSet(State.OPEN, State.CALLED_OFF)) {
      return false;
    }
    Timer.Wait known = wait;
    if (known != null) {
      known.cancel();
    }
    return true;
  }

  /** What is to be cancelled with it; at once if it was called off while the wait was started. */
  void attach(Timer.Wait started) {
    wait = started;
    if (settled.get() == State.CALLED_OFF) {
      started.cancel();
    }
  }
}
