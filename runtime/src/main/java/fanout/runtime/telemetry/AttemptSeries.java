package fanout.runtime.telemetry;

import io.grpc.CallOptions;
import java.util.concurrent.atomic.AtomicInteger;

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

  private AttemptSeries(AtomicInteger attempts, boolean hedge) {
    this.attempts = attempts;
    this.hedge = hedge;
  }

  /** A series with nothing in it yet. */
  public static AttemptSeries start() {
    return new AttemptSeries(new AtomicInteger(), false);
  }

  /**
   * The same series, for one of its calls.
   *
   * @param hedge whether it is sent beside one still pending
   */
  public AttemptSeries with(boolean hedge) {
    return new AttemptSeries(attempts, hedge);
  }

  int next() {
    return attempts.incrementAndGet();
  }

  boolean hedge() {
    return hedge;
  }
}
