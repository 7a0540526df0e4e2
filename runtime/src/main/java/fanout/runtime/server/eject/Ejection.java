package fanout.runtime.server.eject;

import java.util.List;
import java.util.Map;

/**
 * When a replica that fails more than the others is taken out of the rotation for a while: gRPC's
 * {@code outlier_detection_experimental} (gRFC A50), which watches the calls of one channel. Hence
 * it holds for the channel and cannot be chosen for a request. Immutable and thread-safe.
 *
 * <p>What counts as a failure is every call that does not end with OK, those included that this
 * side has cancelled: the losers of hedges, and what a join policy no longer needs.
 *
 * <p>It counts anew after each interval. A replica ejected for the n-th time comes back after n
 * times {@code base}, at most five minutes; each interval that it stays in makes n one less.
 */
public sealed interface Ejection permits None, Failures, SuccessRate {
  /** The balancer that spreads calls where nothing else is said. */
  List<Map<String, ?>> ROUND_ROBIN = List.of(Map.of("round_robin", Map.of()));

  /**
   * A load balancing config in the form of its JSON, as a service config has it under {@code
   * loadBalancingConfig}.
   *
   * @param child the config of the balancer that spreads calls over the replicas left
   */
  List<? extends Map<String, ?>> over(List<? extends Map<String, ?>> child);
}
