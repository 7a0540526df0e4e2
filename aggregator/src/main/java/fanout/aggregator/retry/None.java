package fanout.aggregator.retry;

import fanout.runtime.spec.Spec;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/** A call that has failed has failed. */
@Spec.Name(value = "none", doc = "a call that has failed is not tried again")
public record None() implements RetryPolicy {
  @Override
  public int attempts() {
    return 1;
  }

  @Override
  public List<Status.Code> codes() {
    return List.of();
  }

  @Override
  public Duration pause(int retry, double random) {
    return Duration.ZERO;
  }

  @Override
  public Throttle throttle() {
    return new Unthrottled();
  }
}
