package fanout.lab.cli;

import fanout.v1.Dashboard;
import fanout.v1.Section;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;

/** That a backend has not understood, or does not take, the behaviour a request aims at it. */
final class RefusedBehavior {
  private static final Set<String> REFUSALS =
      Set.of(Status.Code.INVALID_ARGUMENT.name(), Status.Code.FAILED_PRECONDITION.name());

  private RefusedBehavior() {}

  /** What the first such backend says; empty if there is none. */
  static Optional<String> in(Dashboard dashboard) {
    return dashboard.getSectionsList().stream()
        .filter(RefusedBehavior::isRefused)
        .findFirst()
        .map(section -> "--sim: " + section.getMessage());
  }

  /** A refusal was not simulated: no fault was drawn for it. */
  private static boolean isRefused(Section section) {
    return REFUSALS.contains(section.getCode())
        && section.getAppliedCount() > 0
        && section.getAppliedList().stream()
            .allMatch(applied -> applied.getBehavior().isEmpty() && applied.getFaultsCount() == 0);
  }
}
