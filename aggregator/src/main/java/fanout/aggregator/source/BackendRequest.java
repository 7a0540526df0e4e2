package fanout.aggregator.source;

import fanout.aggregator.attempt.CallAttempts;
import fanout.runtime.resend.AttemptTally;
import fanout.runtime.resend.TalliedCall;
import fanout.runtime.telemetry.CallLabels;
import fanout.v1.Shard;
import io.grpc.Deadline;
import io.grpc.stub.AbstractStub;
import org.jspecify.annotations.Nullable;

/**
 * One call that is about to be made. It travels in the call's options for {@link SimulationHeaders}
 * and for telemetry alike.
 *
 * @param userId whose data
 * @param shard which part of the section
 * @param callId names the call in the backends' random draws
 * @param simulation behaviour that the caller aims at the backends, passed on as it came
 * @param deadline absolute, or null where the plan keeps the deadline from the backends
 * @param labels what the metrics of its attempts tell besides method and code
 * @param tally of its attempts
 * @param policy how it may be hedged and tried again, or null if it is sent once
 */
public record BackendRequest(
    String userId,
    Shard shard,
    String callId,
    @Nullable String simulation,
    @Nullable Deadline deadline,
    CallLabels labels,
    AttemptTally tally,
    @Nullable CallAttempts policy)
    implements TalliedCall {
  /**
   * A stub for this one call. A deadline is absolute from the moment it is set, hence never on a
   * shared stub.
   */
  <S extends AbstractStub<S>> S on(S stub) {
    S ready = stub.withOption(KEY, this);
    if (policy != null) {
      ready = ready.withOption(CallAttempts.KEY, policy);
    }
    return deadline == null ? ready : ready.withDeadline(deadline);
  }
}
