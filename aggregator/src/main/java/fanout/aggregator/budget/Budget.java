package fanout.aggregator.budget;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One deadline for a whole request. Time-outs become deadlines once, here, at the edge: a time-out
 * that is handed on starts anew with every hop, a deadline does not. Immutable and thread-safe.
 *
 * @param end when the reply must have left
 * @param callsEnd when the calls must have ended: the end less the reserve that the aggregator
 *     keeps for itself
 */
public record Budget(Deadline end, Deadline callsEnd, Deadline.Ticker ticker) {
  /**
   * Starts a request's budget now.
   *
   * @param callers the caller's own deadline; the earlier of both counts
   * @param whole the plan's limit for the whole request
   * @param reserve kept back from the calls for the aggregator's own work
   */
  public static Budget start(
      Optional<Deadline> callers, Duration whole, Duration reserve, Deadline.Ticker ticker) {
    Deadline own = Deadline.after(whole.toNanos(), TimeUnit.NANOSECONDS, ticker);
    Deadline end = callers.isPresent() ? own.minimum(callers.get()) : own;
    return new Budget(end, end.offset(-reserve.toNanos(), TimeUnit.NANOSECONDS), ticker);
  }

  /**
   * When a call that starts now must have ended: by its own limit or with all calls, whichever is
   * earlier.
   */
  public Deadline forCall(Optional<Duration> limit) {
    return limit.isEmpty()
        ? callsEnd
        : Deadline.after(limit.get().toNanos(), TimeUnit.NANOSECONDS, ticker).minimum(callsEnd);
  }

  /** Whether a call that starts now could not end in time. */
  public boolean isSpent() {
    return callsEnd.isExpired();
  }

  /** What is left for calls; negative once the time is over. */
  public Duration left() {
    return Duration.ofNanos(callsEnd.timeRemaining(TimeUnit.NANOSECONDS));
  }
}
