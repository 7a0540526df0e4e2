package fanout.runtime.balance;

import io.grpc.LoadBalancer;
import io.grpc.NameResolver;
import java.util.List;
import java.util.Map;

/**
 * The policy {@code fanout_spread}: round-robin over the replicas that are connected, except for a
 * call that carries a {@link Route}. It has no settings; it may be the child of another policy,
 * such as {@code outlier_detection_experimental}. Found by gRPC through {@link
 * java.util.ServiceLoader}.
 */
public final class SpreadLoadBalancerProvider extends PolicyProvider {
  /** Its name in a service config. */
  public static final String POLICY = "fanout_spread";

  /** A service config that chooses it, in the form of its JSON. */
  public static final Map<String, ?> SERVICE_CONFIG =
      Map.of("loadBalancingConfig", List.of(Map.of(POLICY, Map.of())));

  /** For the service loader. */
  public SpreadLoadBalancerProvider() {
    super(POLICY);
  }

  @Override
  public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
    return new SpreadLoadBalancer(helper);
  }

  @Override
  public NameResolver.ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
    return NameResolver.ConfigOrError.fromConfig("no settings");
  }
}
