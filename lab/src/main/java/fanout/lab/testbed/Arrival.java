package fanout.lab.testbed;

import fanout.lab.load.Time;
import fanout.lab.trace.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits until a trace is whole. Its spans come from several processes, in batches, parents mostly
 * after children; and of a call that failed or was called off nobody knows whether there is a
 * server's side to come. Where that is all that is missing the trace counts as whole when nothing
 * has come for a while.
 *
 * @param limit how long its spans may be under way
 * @param quiet how long nothing may have come; longer than exporters hold spans back
 * @param time that is waited by
 */
public record Arrival(Duration limit, Duration quiet, Time time) {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** By the clock of this process. */
  Arrival(Duration limit, Duration quiet) {
    this(limit, quiet, Time.system());
  }

  /**
   * Asks again and again.
   *
   * @param soFar what has arrived
   * @param whole whether nothing more is to come, for certain
   * @throws IllegalStateException if it is not whole in time, or the thread is interrupted
   */
  Trace await(String traceId, Supplier<Optional<Trace>> soFar, Predicate<Trace> whole) {
    long begin = time.nanos();
    long lastCame = begin;
    int size = 0;
    while (true) {
      Optional<Trace> trace = soFar.get();
      long now = time.nanos();
      int arrived = trace.map(Trace::size).orElse(0);
      if (arrived != size) {
        size = arrived;
        lastCame = now;
      }
      boolean still = now - lastCame >= quiet.toNanos();
      if (trace.filter(t -> whole.test(t) || (still && t.lacksOnlyLostCalls())).isPresent()) {
        return trace.get();
      }
      if (now - begin >= limit.toNanos()) {
        throw new IllegalStateException(
            "trace %s is not complete after %d s: %d of its spans have come"
                .formatted(traceId, limit.toSeconds(), size));
      }
      pause(traceId, now + PAUSE.toNanos());
    }
  }

  private void pause(String traceId, long until) {
    try {
      time.sleepUntil(until, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for trace " + traceId, e);
    }
  }
}
