package fanout.runtime.balance;

import io.grpc.LoadBalancerProvider;

/** What gRPC asks of each of our policies alike. */
abstract class PolicyProvider extends LoadBalancerProvider {
  private static final int PRIORITY = 5; // in the middle: no other has these names

  private final String name;

  PolicyProvider(String name) {
    this.name = name;
  }

  @Override
  public final boolean isAvailable() {
    return true;
  }

  @Override
  public final int getPriority() {
    return PRIORITY;
  }

  @Override
  public final String getPolicyName() {
    return name;
  }
}
