package fanout.aggregator.retry;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/**
 * Whether and when a call that has failed is tried again. Immutable and thread-safe; what changes
 * lives in a {@link RetryThrottle}, one for each backend.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRFC A6</a>
 */
public sealed interface RetryPolicy permits None, Backoff {
  /** The most tries of one call, the first included; gRPC allows five, and so do we. */
  int MOST_ATTEMPTS = 5;

  /** How often a call is tried at most, the first try included; the hedges of a try not. */
  int attempts();

  /** Codes after which a call may be tried again. */
  List<Status.Code> codes();

  /**
   * How long to wait before the next try.
   *
   * @param retry 0 for the first retry, and again after a pause that the server asked for
   * @param random uniform from 0 to 1
   */
  Duration pause(int retry, double random);

  /** What holds retries back when most calls fail. */
  Throttle throttle();
}
