package fanout.backend.fault;

import fanout.runtime.spec.Probability;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;

/**
 * Refuses the call at once, before it asks for a permit.
 *
 * @param code by name or number; not OK
 */
@Spec.Name(value = "error", doc = "refuses the call at once")
public record Reject(
    @Spec.Doc("any gRPC code but OK, by name or number") Status.Code code,
    @Spec.At @Spec.Default("100%") Probability probability)
    implements Fault {
  public Reject {
    requireError(code);
  }

  static void requireError(Status.Code code) {
    SpecException.require(code != Status.Code.OK, "code", code, "every gRPC code but OK");
  }

  @Override
  public void onArrival(FaultyCall call, Runnable next) {
    call.fail(code, this);
  }
}
