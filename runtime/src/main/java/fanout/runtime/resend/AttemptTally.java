package fanout.runtime.resend;

import fanout.runtime.telemetry.Unseen;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** What is known of the attempts of one call. Thread-safe. */
public final class AttemptTally {
  /** A request has many calls: an atomic for each would be an object more. */
  private static final AtomicIntegerFieldUpdater<AttemptTally> ATTEMPTS =
      AtomicIntegerFieldUpdater.newUpdater(AttemptTally.class, "attempts");

  private volatile int attempts;
  private volatile @Nullable Unseen unseen;

  /** One has begun. */
  void attempted() {
    unseen = null;
    ATTEMPTS.incrementAndGet(this);
  }

  /** No server has seen the last. */
  void unseen(Unseen why) {
    unseen = why;
  }

  /** Those that have begun: first tries, retries, hedges, and what was sent again. */
  public int attempts() {
    return attempts;
  }

  /** Why no server has seen the last, or null; means nothing where several are under way. */
  @Nullable Unseen unseen() {
    return unseen;
  }
}
