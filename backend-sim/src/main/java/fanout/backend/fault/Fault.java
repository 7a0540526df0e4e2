package fanout.backend.fault;

import fanout.runtime.spec.Probability;

/**
 * Something that goes wrong with a share of the calls. A fault is an immutable value that knows its
 * own effect: it overrides the phases in which it strikes and leaves the others as they are. The
 * phases come in this order:
 *
 * <ol>
 *   <li>{@link #onArrival}: before the call asks for a permit;
 *   <li>{@link #beforeLatency}: with a permit, before the simulated latency;
 *   <li>{@link #afterLatency}: with a permit, after the simulated latency;
 *   <li>{@link #shape}: while the answer leaves.
 * </ol>
 *
 * A phase either hands on to {@code next}, at once or later, or ends the call through {@link
 * FaultyCall}.
 */
public sealed interface Fault
    permits Reject, LateReject, FailFirst, Hang, Drop, Burn, Block, SlowReply, Oversize {
  /** The share of the calls that it strikes. */
  Probability probability();

  /** Whether this attempt may be struck at all, whatever is drawn. */
  default boolean concerns(int attempt) {
    return true;
  }

  /**
   * Whether a retry or a hedge draws anew. Where it does not, all attempts of one call share one
   * draw.
   */
  default boolean drawnForEachAttempt() {
    return true;
  }

  /** Before the call asks for a permit. */
  default void onArrival(FaultyCall call, Runnable next) {
    next.run();
  }

  /** With a permit, before the simulated latency. */
  default void beforeLatency(FaultyCall call, Runnable next) {
    next.run();
  }

  /** With a permit, after the simulated latency. */
  default void afterLatency(FaultyCall call, Runnable next) {
    next.run();
  }

  /** Changes how the answer leaves. */
  default Delivery shape(Delivery delivery) {
    return delivery;
  }
}
