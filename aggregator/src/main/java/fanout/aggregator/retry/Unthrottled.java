package fanout.aggregator.retry;

import fanout.runtime.spec.Spec;

/** Every retry is allowed: the wrong twin, with which an outage meets a multiple of the load. */
@Spec.Name(value = "none", doc = "nothing holds retries back: a storm in an outage")
public record Unthrottled() implements Throttle {
  @Override
  public RetryThrottle start() {
    return RetryThrottle.open();
  }
}
