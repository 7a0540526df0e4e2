package fanout.runtime.balance;

import io.grpc.CallOptions;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one attempt of a call would like to go, and where it went: a wish to the policy {@code
 * fanout_spread} in the call's options under {@link #KEY}. A wish that cannot be met is not an
 * error: a replica that is not connected is passed over. Other policies take no notice. One for
 * each attempt; thread-safe.
 */
public final class Route {
  /** Where the balancer finds the route of a call. */
  public static final CallOptions.Key<Route> KEY = CallOptions.Key.create("fanout-route");

  private final @Nullable SocketAddress target;
  private final List<SocketAddress> used;
  private volatile @Nullable Pick pick;

  /**
   * The replica that was picked.
   *
   * @param replica its address
   * @param replicas all that the name stands for, connected or not; the same list for as long as it
   *     stays the same
   */
  public record Pick(SocketAddress replica, List<SocketAddress> replicas) {}

  private Route(@Nullable SocketAddress target, List<SocketAddress> used) {
    this.target = target;
    this.used = List.copyOf(used);
  }

  /** To {@code target}, or else to one that is not in {@code used}, or else to any. */
  public static Route to(@Nullable SocketAddress target, List<SocketAddress> used) {
    return new Route(target, used);
  }

  /** The pick that counts is the last: gRPC picks anew for what it could not send. */
  public Optional<Pick> pick() {
    return Optional.ofNullable(pick);
  }

  boolean wants(SocketAddress replica) {
    return replica.equals(target);
  }

  boolean avoids(SocketAddress replica) {
    return used.contains(replica);
  }

  void picked(Pick pick) {
    this.pick = pick;
  }
}
