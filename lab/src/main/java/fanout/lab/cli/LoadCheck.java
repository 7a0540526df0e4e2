package fanout.lab.cli;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;

/**
 * One dashboard request before a load of them. A plan or a behaviour that is not understood would
 * else be measured, as a failure of every call; anything else that goes wrong is what the load is
 * there to measure.
 */
final class LoadCheck {
  private LoadCheck() {}

  /**
   * Makes the request.
   *
   * @throws SpecException with what the aggregator or a backend says of it, if it is not understood
   */
  static void check(DashboardClient client, Ask ask) {
    DashboardCall call = client.call(ask);
    if (call.dashboard().isEmpty() && call.status().getCode() == Status.Code.INVALID_ARGUMENT) {
      throw new SpecException(String.valueOf(call.status().getDescription()));
    }
    call.dashboard()
        .flatMap(RefusedBehavior::in)
        .ifPresent(
            refusal -> {
              throw new SpecException(refusal);
            });
  }
}
