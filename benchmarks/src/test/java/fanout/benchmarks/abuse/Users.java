package fanout.benchmarks.abuse;

import fanout.v1.GetUserRequest;
import fanout.v1.UserServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/** An honest caller of a backend. */
final class Users {
  private Users() {}

  /** How a call ends. */
  static Status.Code get(ManagedChannel channel) {
    try {
      var unused =
          UserServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .getUser(GetUserRequest.newBuilder().setUserId("u-1001").build());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
