package fanout.runtime.balance;

import static io.grpc.ConnectivityState.CONNECTING;
import static io.grpc.ConnectivityState.IDLE;
import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;

import io.grpc.ConnectivityState;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import io.grpc.util.MultiChildLoadBalancer;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One {@code pick_first} for each replica, as gRPC's own round-robin has them. A replica is known
 * by its first address. Called in gRPC's synchronization context; the picker is thread-safe.
 */
final class SpreadLoadBalancer extends MultiChildLoadBalancer {
  private final AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt());
  private List<SocketAddress> replicas = List.of();
  private LoadBalancer.SubchannelPicker current = new Waiting();

  SpreadLoadBalancer(LoadBalancer.Helper helper) {
    super(helper);
  }

  /**
   * By address instead of gRPC's own key, so that a child knows which replica it is. The replicas
   * stay the same list where DNS only gives them in another order: what is learnt of them is kept
   * by that list.
   */
  @Override
  protected Map<Object, ResolvedAddresses> createChildAddressesMap(ResolvedAddresses resolved) {
    Map<Object, ResolvedAddresses> children = new LinkedHashMap<>();
    super.createChildAddressesMap(resolved)
        .values()
        .forEach(
            child ->
                children.put(child.getAddresses().getFirst().getAddresses().getFirst(), child));
    List<SocketAddress> now = children.keySet().stream().map(SocketAddress.class::cast).toList();
    if (!Set.copyOf(now).equals(Set.copyOf(replicas))) {
      replicas = now;
    }
    return children;
  }

  /** A replica that has lost its connection dials again without waiting for a call. */
  @Override
  protected ChildLbState createChildLbState(Object key) {
    return new ChildLbState(key, pickFirstLbProvider) {
      @Override
      protected ChildLbStateHelper createChildHelper() {
        return new ChildLbStateHelper() {
          @Override
          public void updateBalancingState(ConnectivityState state, SubchannelPicker picker) {
            super.updateBalancingState(state, picker);
            if (!resolvingAddresses && state == IDLE) {
              getLb().requestConnection();
            }
          }
        };
      }
    };
  }

  @Override
  protected void updateOverallBalancingState() {
    List<ChildLbState> ready = getReadyChildren();
    if (!ready.isEmpty()) {
      update(READY, picker(ready));
    } else if (getChildLbStates().stream()
        .map(ChildLbState::getCurrentState)
        .anyMatch(state -> state == CONNECTING || state == IDLE)) {
      update(CONNECTING, new Waiting());
    } else {
      update(TRANSIENT_FAILURE, picker(getChildLbStates()));
    }
  }

  /**
   * Like the base class, but remembers what it says: once the names are known again, the state
   * before would else pass for the one that the channel has.
   */
  @Override
  public void handleNameResolutionError(Status error) {
    if (currentConnectivityState != READY) {
      update(TRANSIENT_FAILURE, new FixedResultPicker(PickResult.withError(error)));
    }
  }

  private void update(ConnectivityState state, SubchannelPicker picker) {
    if (state != currentConnectivityState || !picker.equals(current)) {
      currentConnectivityState = state;
      current = picker;
      getHelper().updateBalancingState(state, picker);
    }
  }

  private SubchannelPicker picker(Collection<ChildLbState> children) {
    return new Spreading(
        children.stream()
            .map(
                child ->
                    new Choice(
                        new Route.Pick((SocketAddress) child.getKey(), replicas),
                        child.getCurrentPicker()))
            .toList(),
        turn);
  }

  private record Choice(Route.Pick pick, SubchannelPicker picker) {}

  /** Nothing is connected yet: calls wait. */
  private static final class Waiting extends SubchannelPicker {
    @Override
    public PickResult pickSubchannel(PickSubchannelArgs args) {
      return PickResult.withNoResult();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Waiting;
    }

    @Override
    public int hashCode() {
      return Waiting.class.hashCode();
    }
  }

  /** Picks by the call's wish; without one, in turn. */
  private static final class Spreading extends SubchannelPicker {
    private final List<Choice> choices;
    private final AtomicInteger turn;

    Spreading(List<Choice> choices, AtomicInteger turn) {
      this.choices = choices;
      this.turn = turn;
    }

    @Override
    public PickResult pickSubchannel(PickSubchannelArgs args) {
      Route route = args.getCallOptions().getOption(Route.KEY);
      if (route == null) {
        return at(turn.getAndIncrement()).picker.pickSubchannel(args);
      }
      Choice choice = wanted(route).orElseGet(() -> another(route));
      PickResult result = choice.picker.pickSubchannel(args);
      if (result.getSubchannel() != null) {
        route.picked(choice.pick);
      }
      return result;
    }

    private Optional<Choice> wanted(Route route) {
      return choices.stream().filter(choice -> route.wants(choice.pick.replica())).findFirst();
    }

    /** One turn is taken, however many replicas are passed over. */
    private Choice another(Route route) {
      int first = turn.getAndIncrement();
      for (int next = 0; next < choices.size(); next++) {
        Choice choice = at(first + next);
        if (!route.avoids(choice.pick.replica())) {
          return choice;
        }
      }
      return at(first);
    }

    private Choice at(int index) {
      return choices.get(Math.floorMod(index, choices.size()));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Spreading spreading && choices.equals(spreading.choices);
    }

    @Override
    public int hashCode() {
      return Objects.hash(choices);
    }
  }
}
