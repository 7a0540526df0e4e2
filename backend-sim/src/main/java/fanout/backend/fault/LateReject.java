package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import io.grpc.Status;

/**
 * Does all the work of the call and then answers with an error.
 *
 * @param code by name or number; not OK
 */
@Spec.Name(value = "late-error", doc = "answers with an error after the latency")
public record LateReject(
    @Spec.Doc("any gRPC code but OK, by name or number") Status.Code code,
    @Spec.At @Spec.Default("100%") Probability probability)
    implements Fault {
  public LateReject {
    Reject.requireError(code);
  }

  @Override
  public void afterLatency(FaultyCall call, Runnable next) {
    call.fail(code, this);
  }
}
