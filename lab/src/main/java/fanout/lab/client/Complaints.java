package fanout.lab.client;

import fanout.runtime.spec.SpecException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** What a control service complains of, as if it had been said here. */
final class Complaints {
  private Complaints() {}

  /** The complaint about a text that was not understood; any other failure as it is. */
  static RuntimeException told(StatusRuntimeException error) {
    String why = error.getStatus().getDescription();
    if (error.getStatus().getCode() != Status.Code.INVALID_ARGUMENT || why == null) {
      return error;
    }
    return new SpecException(why, error);
  }
}
