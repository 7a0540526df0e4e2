package fanout.backend.capacity;

/** A capacity at work. Not thread-safe: the {@link Turnstile} guards it. */
public interface Admission {
  /** What becomes of a call that arrives. */
  enum Decision {
    /** It takes a permit. */
    ENTER,
    /** It waits its turn. */
    WAIT,
    /** It is turned away. */
    REFUSE
  }

  /** Decides about a call that arrives while so many are running and waiting. */
  Decision onArrival(int running, int waiting);

  /** Whether the call that has waited longest may start while so many are running. */
  boolean mayStart(int running);
}
