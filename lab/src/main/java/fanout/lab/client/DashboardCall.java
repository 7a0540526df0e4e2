package fanout.lab.client;

import com.google.common.base.Throwables;
import fanout.v1.Dashboard;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * One dashboard request, seen from its caller.
 *
 * @param elapsed from the call to its end, by the caller's clock
 * @param status how it ended
 * @param rpcStatus the same with the details that came along
 * @param dashboard what came; a failed request brings the fate of its sections without their data
 */
public record DashboardCall(
    Duration elapsed,
    Status status,
    com.google.rpc.Status rpcStatus,
    Optional<Dashboard> dashboard) {
  /** What came, for a call that must not have failed outright. */
  public Dashboard orThrow() {
    return dashboard.orElseThrow(() -> status.withCause(null).asRuntimeException());
  }

  /**
   * Code and reason in one line. What failed on this side of the network, such as a refused
   * connection, is told by the cause of the cause; gRPC's own text is "io exception".
   */
  public String failure() {
    String said = status.getDescription() == null ? "" : status.getDescription();
    String reason = said.lines().findFirst().orElse("");
    if (status.getCause() != null) {
      String root = String.valueOf(Throwables.getRootCause(status.getCause()).getMessage());
      reason = root.lines().findFirst().orElse(reason);
    }
    return reason.isEmpty() ? status.getCode().name() : status.getCode() + ": " + reason;
  }
}
