package fanout.lab.cli;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient;
import fanout.lab.client.DashboardClient.Ask;
import fanout.runtime.spec.SpecException;
import fanout.v1.Dashboard;
import fanout.v1.Section;
import io.grpc.Status;
import java.util.Set;

/**
 * One dashboard request before a load of them. A plan or a behaviour that is not understood would
 * else be measured, as a failure of every call; anything else that goes wrong is what the load is
 * there to measure.
 */
final class LoadCheck {
  private static final Set<String> REFUSALS =
      Set.of(Status.Code.INVALID_ARGUMENT.name(), Status.Code.FAILED_PRECONDITION.name());

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
    call.dashboard().ifPresent(LoadCheck::checkSimulation);
  }

  private static void checkSimulation(Dashboard dashboard) {
    for (Section section : dashboard.getSectionsList()) {
      if (isRefused(section)) {
        throw new SpecException("--sim: %s".formatted(section.getMessage()));
      }
    }
  }

  /** A refusal was not simulated: no fault was drawn for it. */
  private static boolean isRefused(Section section) {
    return REFUSALS.contains(section.getCode())
        && section.getAppliedCount() > 0
        && section.getAppliedList().stream()
            .allMatch(applied -> applied.getBehavior().isEmpty() && applied.getFaultsCount() == 0);
  }
}
