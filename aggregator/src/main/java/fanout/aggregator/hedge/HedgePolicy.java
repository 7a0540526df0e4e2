package fanout.aggregator.hedge;

import io.grpc.Deadline;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Whether and when a call that has not been answered is sent once more, to another replica where
 * there is one (Dean and Barroso, The Tail at Scale, 2013). Immutable and thread-safe; what changes
 * lives in a {@link HedgeController}, one for each backend.
 */
public sealed interface HedgePolicy permits None, Fixed, Adaptive {
  /** The most hedges of one call; gRPC makes at most five attempts, and so do we. */
  int MOST_HEDGES = 4;

  /** The most hedges of one call; 0 if it is never hedged. */
  int hedges();

  /**
   * Codes with which an attempt may end while the call goes on: the next hedge is sent at once, and
   * the call fails only with the last attempt. Any other code ends the call (gRFC A6).
   */
  List<Status.Code> nonFatal();

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
