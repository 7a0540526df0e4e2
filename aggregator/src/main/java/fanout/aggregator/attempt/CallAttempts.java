package fanout.aggregator.attempt;

import io.grpc.CallOptions;
import java.util.EnumMap;
import java.util.Map;

/**
 * That one call may be attempted more than once, by which rules, and what came of it so far: in the
 * call's options under {@link #KEY}. A call without it is sent once, as if there were no {@link
 * AttemptInterceptor}. Use one for each call; thread-safe.
 */
public final class CallAttempts {
  /** Where {@link AttemptInterceptor} finds it. */
  public static final CallOptions.Key<CallAttempts> KEY =
      CallOptions.Key.create("fanout-call-attempts");

  private final AttemptControl control;
  private final Map<RetryRefusal, Integer> retriesRefused = new EnumMap<>(RetryRefusal.class);
  private int hedges;
  private int hedgesWon;
  private int hedgesRefused;
  private int retries;

  CallAttempts(AttemptControl control) {
    this.control = control;
  }

  AttemptControl control() {
    return control;
  }

  /** What has come of it so far. */
  public synchronized AttemptCounts counts() {
    return new AttemptCounts(hedges, hedgesWon, hedgesRefused, retries, retriesRefused);
  }

  synchronized void hedgeSent() {
    hedges++;
  }

  synchronized void hedgeEnded(boolean won) {
    hedgesWon += won ? 1 : 0;
    control.metrics().hedge(control.backend(), won ? "won" : "lost");
  }

  synchronized void hedgeRefused() {
    hedgesRefused++;
    control.metrics().hedge(control.backend(), "refused");
  }

  synchronized void retrySent() {
    retries++;
    control.metrics().retry(control.backend(), "sent");
  }

  synchronized void retryRefused(RetryRefusal why) {
    retriesRefused.merge(why, 1, Integer::sum);
    control.metrics().retry(control.backend(), why.text());
  }
}
