package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Says that a call is one of several that together are one logical call, so that their spans are
 * numbered through: in the call's options under {@link #KEY}. Thread-safe.
 */
public final class AttemptSeries {
  /** Where the tracing finds the series of a call. */
  public static final CallOptions.Key<AttemptSeries> KEY =
      CallOptions.Key.create("fanout-attempt-series");

  private final AtomicInteger attempts;
  private final boolean hedge;
  private final boolean transparent;

  private AttemptSeries(AtomicInteger attempts, boolean hedge, boolean transparent) {
    this.attempts = attempts;
    this.hedge = hedge;
    this.transparent = transparent;
  }

  /** A series with nothing in it yet. */
  public static AttemptSeries start() {
    return new AttemptSeries(new AtomicInteger(), false, false);
  }

  /**
   * The same series, for one of its calls.
   *
   * @param hedge whether it is sent beside one still pending
   */
  public AttemptSeries with(boolean hedge) {
    return new AttemptSeries(attempts, hedge, false);
  }

  /**
   * For a call that is sent once more because no server has seen it: a transparent retry (gRFC A6).
   *
   * @param first the series of the call so far, or null if it was none and has left one attempt
   */
  public static AttemptSeries again(@Nullable AttemptSeries first) {
    return first == null
        ? new AttemptSeries(new AtomicInteger(1), false, true)
        : new AttemptSeries(first.attempts, first.hedge, true);
  }

  int next() {
    return attempts.incrementAndGet();
  }

  boolean hedge() {
    return hedge;
  }

  boolean transparent() {
    return transparent;
  }
}
