package fanout.runtime.balance;

import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import io.grpc.util.ForwardingLoadBalancer;
import io.grpc.util.GracefulSwitchLoadBalancer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the policy below of a resolution only if it changes something. gRPC resolves names anew
 * whenever a connection is lost, whenever {@link fanout.runtime.server.Channels} shortens a
 * back-off, and hands on whatever it is told; outlier detection forgets its counts at every update,
 * so that a name which is resolved more often than once in an interval would never see anybody
 * ejected. DNS may give the same addresses in another order each time: the order does not count.
 * Called in gRPC's synchronization context.
 */
final class SteadyLoadBalancer extends ForwardingLoadBalancer {
  private final GracefulSwitchLoadBalancer below;
  private @Nullable Told told;

  private record Told(Set<EquivalentAddressGroup> replicas, @Nullable Object config) {}

  SteadyLoadBalancer(LoadBalancer.Helper helper) {
    this.below = new GracefulSwitchLoadBalancer(helper);
  }

  @Override
  protected LoadBalancer delegate() {
    return below;
  }

  @Override
  public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
    Told now =
        new Told(Set.copyOf(resolved.getAddresses()), resolved.getLoadBalancingPolicyConfig());
    if (now.equals(told)) {
      return Status.OK;
    }
    Status status = below.acceptResolvedAddresses(resolved);
    told = status.isOk() ? now : null;
    return status;
  }

  /** What comes after an error is news even if it is what came before. */
  @Override
  public void handleNameResolutionError(Status error) {
    told = null;
    below.handleNameResolutionError(error);
  }
}
