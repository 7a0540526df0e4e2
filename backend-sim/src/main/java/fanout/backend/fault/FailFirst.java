package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;

/**
 * Refuses the first attempts of a call, so that a retry succeeds. Attempts are told apart by {@code
 * grpc-previous-rpc-attempts}, which gRPC's retries and hedges send; a caller that retries in its
 * own code must send it too. Nothing is counted here: a call that is repeated with the same request
 * id must fare the same. All attempts of one call share one draw.
 *
 * @param attempts how many attempts fail
 * @param code by name or number; not OK
 */
@Spec.Name(value = "fail-first", doc = "refuses the first attempts of a call")
public record FailFirst(
    @Spec.Doc("how many attempts fail") @Spec.Default("1") int attempts,
    @Spec.Doc("any gRPC code but OK, by name or number") @Spec.Default("UNAVAILABLE")
        Status.Code code,
    @Spec.At @Spec.Default("100%") Probability probability)
    implements Fault {
  public FailFirst {
    SpecException.require(attempts >= 1, "attempts", attempts, "1 or more");
    Reject.requireError(code);
  }

  @Override
  public boolean concerns(int attempt) {
    return attempt < attempts;
  }

  @Override
  public boolean drawnForEachAttempt() {
    return false;
  }

  @Override
  public void onArrival(FaultyCall call, Runnable next) {
    call.fail(code, this);
  }
}
