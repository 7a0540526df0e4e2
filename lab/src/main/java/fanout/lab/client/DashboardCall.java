package fanout.lab.client;

import fanout.v1.Dashboard;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * One dashboard request, seen from its caller.
 *
 * @param elapsed from the call to its end, by the caller's clock
 * @param status how it ended
 * @param dashboard what came; a failed request brings the fate of its sections without their data
 */
public record DashboardCall(Duration elapsed, Status status, Optional<Dashboard> dashboard) {
  /** What came, for a call that must not have failed outright. */
  public Dashboard orThrow() {
    return dashboard.orElseThrow(() -> status.withCause(null).asRuntimeException());
  }
}
