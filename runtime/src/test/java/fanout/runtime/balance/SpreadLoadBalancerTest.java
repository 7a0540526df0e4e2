package fanout.runtime.balance;

import static fanout.runtime.balance.FakeChannel.replica;
import static fanout.runtime.balance.FakeChannel.replicas;
import static io.grpc.ConnectivityState.CONNECTING;
import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.ResolvedAddresses;
import io.grpc.Status;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadLoadBalancerTest {
  private static final SocketAddress A = replica(1);
  private static final SocketAddress B = replica(2);
  private static final SocketAddress C = replica(3);

  private final FakeChannel channel = new FakeChannel();
  private final LoadBalancer balancer = new SpreadLoadBalancerProvider().newLoadBalancer(channel);

  private void resolve(Integer... numbers) {
    channel
        .getSynchronizationContext()
        .execute(
            () ->
                assertThat(
                        balancer.acceptResolvedAddresses(
                            ResolvedAddresses.newBuilder().setAddresses(replicas(numbers)).build()))
                    .isEqualTo(Status.OK));
  }

  private void failToResolve() {
    Status error = Status.UNAVAILABLE.withDescription("no such name");
    channel.getSynchronizationContext().execute(() -> balancer.handleNameResolutionError(error));
  }

  private SocketAddress went(Route route) {
    return channel.call(CallOptions.DEFAULT.withOption(Route.KEY, route)).orElseThrow();
  }

  @Test
  void callsGoRoundInTurn() {
    resolve(1, 2, 3);
    List<SocketAddress> round = channel.calls(3);
    assertThat(round).containsExactlyInAnyOrder(A, B, C);
    assertThat(channel.calls(3)).isEqualTo(round);
    assertThat(channel.calls(3)).isEqualTo(round);
  }

  @Test
  void aHedgeGoesWhereItsPlanWantsIt() {
    resolve(1, 2, 3);
    for (int call = 0; call < 3; call++) {
      assertThat(went(Route.to(B, List.of(A, B)))).isEqualTo(B);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void theAttemptsOfACallGoToDifferentReplicasAsLongAsThereAreAny(int count) {
    resolve(java.util.stream.IntStream.rangeClosed(1, count).boxed().toArray(Integer[]::new));
    for (int call = 0; call < count; call++) {
      Set<SocketAddress> used = new HashSet<>();
      for (int attempt = 0; attempt < count; attempt++) {
        assertThat(used.add(went(Route.to(null, List.copyOf(used))))).isTrue();
      }
      assertThat(went(Route.to(null, List.copyOf(used)))).as("one attempt more").isIn(used);
    }
  }

  @Test
  void whereAllHaveBeenUsedAttemptsGoRoundInTurn() {
    resolve(1, 2);
    Route again = Route.to(null, List.of(A, B));
    assertThat(List.of(went(again), went(again))).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void aRouteIsToldWhereItsAttemptWentAndAmongWhom() {
    resolve(1, 2);
    Route route = Route.to(B, List.of());
    assertThat(route.pick()).isEmpty();
    went(route);
    assertThat(route.pick()).contains(new Route.Pick(B, List.of(A, B)));
  }

  @Test
  void aReplicaThatRefusesConnectionsIsPassedOverByAllUntilItIsBack() {
    resolve(1, 2, 3);
    channel.connection(B).becomes(TRANSIENT_FAILURE);

    assertThat(channel.calls(4)).containsOnly(A, C);
    assertThat(went(Route.to(B, List.of(A)))).as("wanted, but not there").isEqualTo(C);

    channel.connection(B).becomes(READY);
    assertThat(channel.calls(3)).contains(B);
    assertThat(went(Route.to(B, List.of()))).isEqualTo(B);
  }

  @Test
  void aReplicaThatLosesItsConnectionIsDialledWithoutWaitingForACall() {
    resolve(1, 2);
    channel.connection(B).loseConnection();
    assertThat(channel.calls(2)).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void callsWaitWhileNobodyIsConnectedYetAndFailWhereEverybodyRefuses() {
    channel.letConnectionsHang();
    resolve(1, 2);
    assertThat(channel.state()).isEqualTo(CONNECTING);
    assertThat(channel.pick(CallOptions.DEFAULT).hasResult()).isFalse();

    List.of(A, B).forEach(each -> channel.connection(each).becomes(TRANSIENT_FAILURE));

    assertThat(channel.state()).isEqualTo(TRANSIENT_FAILURE);
    Route route = Route.to(A, List.of());
    LoadBalancer.PickResult pick = channel.pick(CallOptions.DEFAULT.withOption(Route.KEY, route));
    assertThat(pick.getStatus().getDescription()).isEqualTo("refused");
    assertThat(route.pick()).as("nowhere").isEmpty();
  }

  @Test
  void callsFailWhileNamesAreUnknownAndWaitAgainOnceTheyAreKnown() {
    channel.letConnectionsHang();
    resolve(1, 2);

    failToResolve();
    assertThat(channel.state()).isEqualTo(TRANSIENT_FAILURE);
    assertThat(channel.pick(CallOptions.DEFAULT).getStatus().getDescription())
        .isEqualTo("no such name");

    resolve(1, 2);
    assertThat(channel.state()).isEqualTo(CONNECTING);
    assertThat(channel.pick(CallOptions.DEFAULT).hasResult()).isFalse();
  }

  @Test
  void namesThatBecomeUnknownDoNotMatterToConnectionsThatStand() {
    resolve(1, 2);
    failToResolve();
    assertThat(channel.state()).isEqualTo(READY);
    assertThat(channel.calls(2)).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void anUpdateKeepsTheConnectionsOfReplicasThatStay() {
    resolve(1, 2);
    FakeReplica kept = channel.connection(B);
    FakeReplica gone = channel.connection(A);

    resolve(2, 3);

    assertThat(channel.connection(B)).isSameAs(kept);
    assertThat(gone.isShutdown()).isTrue();
    assertThat(channel.connections).hasSize(3);
    assertThat(channel.calls(2)).containsExactlyInAnyOrder(B, C);
  }

  @Test
  void anotherOrderOfTheSameReplicasChangesNothing() {
    resolve(1, 2, 3);
    Route before = Route.to(A, List.of());
    went(before);

    resolve(3, 1, 2);

    Route after = Route.to(A, List.of());
    went(after);
    assertThat(after.pick()).isEqualTo(before.pick());
    assertThat(channel.connections).hasSize(3);
  }
}
