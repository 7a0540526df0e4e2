package fanout.lab.testbed;

import fanout.lab.trace.OtlpReceiver;
import fanout.lab.trace.Trace;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * The traces of a testbed that was started here, if it was told to receive any.
 *
 * @param receiver gets the spans; empty for none
 * @param place of the testbed, for messages
 * @param limit how long spans may be under way
 */
record TraceInbox(Optional<OtlpReceiver> receiver, String place, Duration limit) {
  /** Everything that such a testbed can do. */
  Set<Ability> abilities() {
    return receiver.isPresent()
        ? EnumSet.allOf(Ability.class)
        : EnumSet.complementOf(EnumSet.of(Ability.TRACES));
  }

  /** As {@link Testbed#awaitTrace} has it. */
  Trace await(String traceId) {
    try {
      return receiver
          .orElseThrow(() -> new MissingAbilityException(Ability.TRACES, place))
          .awaitTrace(traceId, Trace::isComplete, limit);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for trace " + traceId, e);
    }
  }
}
