package fanout.runtime.balance;

import static fanout.runtime.balance.FakeChannel.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.ResolvedAddresses;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.Status;
import io.grpc.util.GracefulSwitchLoadBalancer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SteadyLoadBalancerTest {
  /** What the policy below is told: so many replicas, under this config. */
  private final List<String> told = new ArrayList<>();

  private final LoadBalancer balancer =
      new SteadyLoadBalancerProvider().newLoadBalancer(new FakeChannel());
  private Status answer = Status.OK;

  private final LoadBalancer.Factory below =
      new LoadBalancer.Factory() {
        @Override
        public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
          return new LoadBalancer() {
            @Override
            public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
              told.add(
                  resolved.getAddresses().size() + " " + resolved.getLoadBalancingPolicyConfig());
              return answer;
            }

            @Override
            public void handleNameResolutionError(Status error) {
              told.add(error.getCode().toString());
            }

            @Override
            public void shutdown() {
              told.add("shutdown");
            }
          };
        }
      };

  private Status resolve(String config, Integer... numbers) {
    return balancer.acceptResolvedAddresses(
        ResolvedAddresses.newBuilder()
            .setAddresses(replicas(numbers))
            .setLoadBalancingPolicyConfig(
                GracefulSwitchLoadBalancer.createLoadBalancingPolicyConfig(below, config))
            .build());
  }

  @Test
  void onlyWhatChangesIsHandedOn() {
    assertThat(resolve("x", 1, 2)).isEqualTo(Status.OK);
    assertThat(resolve("x", 1, 2)).isEqualTo(Status.OK);
    assertThat(resolve("x", 2, 1)).as("another order").isEqualTo(Status.OK);
    resolve("x", 1, 2, 3);
    resolve("x", 2, 3);
    resolve("y", 2, 3);
    balancer.shutdown();
    assertThat(told).containsExactly("2 x", "3 x", "2 x", "2 y", "shutdown");
  }

  @Test
  void whatComesAfterAnErrorIsNews() {
    resolve("x", 1);
    balancer.handleNameResolutionError(Status.UNAVAILABLE);
    resolve("x", 1);
    assertThat(told).containsExactly("1 x", "UNAVAILABLE", "1 x");
  }

  @Test
  void whatThePolicyBelowHasRefusedIsNotTakenAsKnown() {
    answer = Status.UNAVAILABLE;
    assertThat(resolve("x", 1)).isEqualTo(answer);
    assertThat(resolve("x", 1)).isEqualTo(answer);
    assertThat(told).hasSize(2);
  }

  @Test
  void itsConfigIsThatOfThePolicyBelow() {
    Map<String, ?> spread = Map.of(SpreadLoadBalancerProvider.POLICY, Map.of());
    ConfigOrError parsed =
        parse(SteadyLoadBalancerProvider.over(List.of(spread)).getFirst().get("fanout_steady"));
    assertThat(parsed.getError()).isNull();

    assertThat(error(Map.of())).contains("childPolicy: 'null' is not allowed");
    assertThat(error(Map.of("childPolicy", "round_robin"))).contains("'round_robin'");
    assertThat(error(Map.of("childPolicy", List.of(Map.of("unheard-of", Map.of())))))
        .contains("unheard-of");
  }

  private static String error(Object config) {
    return String.valueOf(Objects.requireNonNull(parse(config).getError()).getDescription());
  }

  @SuppressWarnings("unchecked")
  private static ConfigOrError parse(@Nullable Object config) {
    return new SteadyLoadBalancerProvider()
        .parseLoadBalancingPolicyConfig((Map<String, ?>) Objects.requireNonNull(config));
  }
}
