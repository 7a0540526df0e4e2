package fanout.aggregator.hedge;

import io.grpc.Deadline;
import java.util.concurrent.Executor;

/**
 * Whether and when a call that has not been answered is sent once more, to another replica where
 * there is one (Dean and Barroso, The Tail at Scale, 2013). Immutable and thread-safe; what changes
 * lives in a {@link HedgeController}, one for each backend.
 */
public sealed interface HedgePolicy permits None, Fixed, Adaptive {
  /** The most hedges of one call; gRPC makes at most five attempts, and so do we. */
  int MOST_HEDGES = 4;

  /**
   * Starts to hedge the calls of one backend, with nothing learnt yet.
   *
   * @param backend its replicas
   * @param ticker measures latencies; no other clock is read
   * @param planner where plans are computed, some milliseconds at a time and never twice at once;
   *     {@code Runnable::run} computes them on the thread that reports a result
   */
  HedgeController controller(Replicas backend, Deadline.Ticker ticker, Executor planner);
}
