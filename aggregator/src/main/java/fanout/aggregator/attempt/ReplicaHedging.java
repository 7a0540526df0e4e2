package fanout.aggregator.attempt;

import fanout.aggregator.hedge.HedgeController;
import fanout.aggregator.hedge.HedgePolicy;
import fanout.aggregator.hedge.HedgeStats;
import fanout.aggregator.hedge.Replicas;
import fanout.runtime.balance.Route;
import io.grpc.Deadline;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The hedging of one backend in terms of addresses. When its replicas change, learning starts anew.
 * Thread-safe.
 */
final class ReplicaHedging {
  /** More are not told apart. */
  private static final int MOST = 64;

  private final HedgePolicy policy;
  private final Deadline.Ticker ticker;
  private final Executor planner;
  private HedgeStats past = HedgeStats.NONE;
  private volatile Known known;

  /** A controller and the replicas that it numbers; without any where they cannot be told apart. */
  record Known(List<SocketAddress> replicas, HedgeController controller) {
    int number(Optional<Route.Pick> pick) {
      return pick.map(at -> Math.max(0, replicas.indexOf(at.replica()))).orElse(0);
    }

    @Nullable SocketAddress address(int number) {
      return replicas.isEmpty() ? null : replicas.get(number);
    }
  }

  ReplicaHedging(HedgePolicy policy, Deadline.Ticker ticker, Executor planner) {
    this.policy = policy;
    this.ticker = ticker;
    this.planner = planner;
    this.known = learning(List.of());
  }

  private Known learning(List<SocketAddress> replicas) {
    int count = Math.max(1, replicas.size());
    return new Known(replicas, policy.controller(new Replicas(count), ticker, planner));
  }

  /** A call has left for the network, and its time begins now. */
  HedgeRound begin(Optional<Route.Pick> pick) {
    List<SocketAddress> replicas =
        pick.map(Route.Pick::replicas).filter(list -> list.size() <= MOST).orElse(List.of());
    Known now = known;
    if (!now.replicas.equals(replicas)) {
      now = renewed(replicas);
    }
    return new HedgeRound(now, now.controller.begin(now.number(pick)));
  }

  private synchronized Known renewed(List<SocketAddress> replicas) {
    if (!known.replicas.equals(replicas)) {
      past = past.plus(known.controller.stats());
      known = learning(replicas);
    }
    return known;
  }

  synchronized HedgeStats stats() {
    return past.plus(known.controller.stats());
  }
}
