package fanout.runtime.resend;

import fanout.runtime.telemetry.ObservedCall;
import fanout.runtime.telemetry.Unseen;

/** A call that keeps a tally of what telemetry tells it. */
public interface TalliedCall extends ObservedCall {
  /** The tally. */
  AttemptTally tally();

  @Override
  default void attempted() {
    tally().attempted();
  }

  @Override
  default void unseen(Unseen why) {
    tally().unseen(why);
  }
}
