package fanout.runtime.balance;

import io.grpc.LoadBalancer;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.util.GracefulSwitchLoadBalancer;
import java.util.List;
import java.util.Map;

/**
 * The policy {@code fanout_steady}: keeps a name resolution that changes nothing from the policy
 * under its {@code childPolicy}. Found by gRPC through {@link java.util.ServiceLoader}.
 */
public final class SteadyLoadBalancerProvider extends PolicyProvider {
  /** Its name in a service config. */
  public static final String POLICY = "fanout_steady";

  private static final String CHILD = "childPolicy";

  /** For the service loader. */
  public SteadyLoadBalancerProvider() {
    super(POLICY);
  }

  /**
   * Its config in the form of its JSON.
   *
   * @param child the config of the policy below
   */
  public static List<Map<String, ?>> over(List<? extends Map<String, ?>> child) {
    return List.of(Map.of(POLICY, Map.of(CHILD, child)));
  }

  @Override
  public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
    return new SteadyLoadBalancer(helper);
  }

  @Override
  @SuppressWarnings("unchecked") // the form that gRPC prescribes
  public NameResolver.ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
    return config.get(CHILD) instanceof List<?> child
        ? GracefulSwitchLoadBalancer.parseLoadBalancingPolicyConfig((List<Map<String, ?>>) child)
        : NameResolver.ConfigOrError.fromError(
            Status.UNAVAILABLE.withDescription(
                "%s: '%s' is not allowed; allowed: a list of policies"
                    .formatted(CHILD, config.get(CHILD))));
  }
}
