package fanout.runtime.balance;

import static fanout.runtime.balance.FakeChannel.replica;
import static fanout.runtime.balance.FakeChannel.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import fanout.runtime.server.eject.Ejection;
import fanout.runtime.spec.Spec;
import io.grpc.CallOptions;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.ResolvedAddresses;
import io.grpc.LoadBalancerRegistry;
import io.grpc.Status;
import io.grpc.util.GracefulSwitchLoadBalancer;
import io.grpc.util.OutlierDetectionLoadBalancer;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code fanout_steady} over gRPC's outlier detection over {@code fanout_spread}, on fake time. */
class EjectedReplicasTest {
  private static final SocketAddress A = replica(1);
  private static final SocketAddress B = replica(2);
  private static final SocketAddress C = replica(3);
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration BASE = Duration.ofSeconds(30);
  private static final int ROUND = 60;

  private final FakeChannel channel = new FakeChannel();
  private final LoadBalancer balancer = new SteadyLoadBalancer(channel);
  private Object config = failures("");

  /** More than half of its calls fail: out for 30 s; judged every 10 s. */
  @SuppressWarnings("unchecked")
  private Object failures(String more) {
    Ejection ejection = Spec.parse(Ejection.class, "failures(%s)".formatted(more));
    Object detection =
        ejection
            .over(List.of(Map.of(SpreadLoadBalancerProvider.POLICY, Map.of())))
            .getFirst()
            .get("outlier_detection_experimental");
    Object parsed =
        Objects.requireNonNull(
                LoadBalancerRegistry.getDefaultRegistry()
                    .getProvider("outlier_detection_experimental"))
            .parseLoadBalancingPolicyConfig((Map<String, ?>) Objects.requireNonNull(detection))
            .getConfig();
    return GracefulSwitchLoadBalancer.createLoadBalancingPolicyConfig(
        new LoadBalancer.Factory() {
          @Override
          public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
            return new OutlierDetectionLoadBalancer(helper, channel.schedule.ticker());
          }
        },
        Objects.requireNonNull(parsed));
  }

  private void resolve(Integer... numbers) {
    channel
        .getSynchronizationContext()
        .execute(
            () ->
                assertThat(
                        balancer.acceptResolvedAddresses(
                            ResolvedAddresses.newBuilder()
                                .setAddresses(replicas(numbers))
                                .setLoadBalancingPolicyConfig(config)
                                .build()))
                    .isEqualTo(Status.OK));
  }

  private SocketAddress hedge(SocketAddress wanted) {
    Route route = Route.to(wanted, List.of());
    return channel.call(CallOptions.DEFAULT.withOption(Route.KEY, route)).orElseThrow();
  }

  /** A round of calls, and then the end of the interval. */
  private void round() {
    channel.calls(ROUND);
    channel.schedule.pass(INTERVAL);
  }

  @Test
  void anEjectedReplicaGetsNeitherFirstAttemptsNorHedgesAndComesBackWhenItsTimeIsOver() {
    resolve(1, 2, 3);
    channel.broken.add(B);
    assertThat(channel.calls(ROUND)).as("not judged yet").contains(B);
    channel.schedule.pass(INTERVAL);

    assertThat(channel.calls(ROUND)).doesNotContain(B).contains(A, C);
    assertThat(hedge(B)).as("wanted there").isNotEqualTo(B);

    channel.schedule.pass(BASE);
    assertThat(channel.calls(ROUND)).as("its last moment").doesNotContain(B);
    channel.schedule.pass(INTERVAL);
    assertThat(channel.calls(ROUND)).contains(A, B, C);
    assertThat(hedge(B)).isEqualTo(B);
  }

  @Test
  void whoIsEjectedAgainStaysOutForTwiceAsLong() {
    resolve(1, 2, 3);
    channel.broken.add(B);
    round();
    channel.schedule.pass(BASE.plus(INTERVAL));
    assertThat(channel.calls(ROUND)).as("back").contains(B);
    channel.schedule.pass(INTERVAL);

    channel.schedule.pass(BASE.plus(INTERVAL));
    assertThat(channel.calls(ROUND)).as("still out").doesNotContain(B);
    channel.schedule.pass(BASE);
    assertThat(channel.calls(ROUND)).contains(B);
  }

  @Test
  void noFurtherReplicaIsEjectedOnceTheShareIsOut() {
    resolve(1, 2, 3);
    channel.broken.addAll(List.of(A, B, C));
    round();
    round();
    // gRPC ejects while less than `most` is out, so that the last one may go beyond it: two of
    // three
    assertThat(channel.calls(ROUND).stream().distinct()).hasSize(1);
  }

  @Test
  void whereAllAreEjectedCallsFailUntilTheirTimeIsOver() {
    config = failures("most=100%");
    resolve(1, 2, 3);
    channel.broken.addAll(List.of(A, B, C));
    round();

    assertThat(channel.calls(ROUND)).isEmpty();
    assertThat(channel.pick(CallOptions.DEFAULT).getStatus().getDescription())
        .contains("ejected by outlier detection");

    channel.broken.clear();
    channel.schedule.pass(BASE.plus(INTERVAL));
    assertThat(channel.calls(ROUND)).contains(A, B, C);
  }

  @Test
  void anotherResolutionOfTheSameReplicasForgetsNoFailure() {
    resolve(1, 2, 3);
    channel.broken.add(B);
    channel.calls(ROUND);
    resolve(3, 2, 1);
    channel.schedule.pass(INTERVAL);
    assertThat(channel.calls(ROUND)).doesNotContain(B);
  }

  @Test
  void anotherReplicaBringsNobodyBackWhoIsEjected() {
    resolve(1, 2, 3);
    channel.broken.add(B);
    round();
    resolve(1, 2, 3, 4);
    assertThat(channel.calls(ROUND)).doesNotContain(B).contains(replica(4));
  }

  @Test
  void anErrorOfTheResolverLeavesWhoIsConnectedAndWhoIsEjected() {
    resolve(1, 2, 3);
    channel.broken.add(B);
    round();
    channel
        .getSynchronizationContext()
        .execute(() -> balancer.handleNameResolutionError(Status.UNAVAILABLE));
    assertThat(channel.calls(ROUND)).doesNotContain(B).contains(A, C);
    resolve(1, 2, 3);
    assertThat(channel.calls(ROUND)).doesNotContain(B).contains(A, C);
  }
}
