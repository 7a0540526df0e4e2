package fanout.aggregator.retry;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;

/**
 * gRPC's retry throttling: a bucket that starts full; an attempt that fails takes one token out, an
 * answer puts {@code ratio} in, and a call is tried again only while the bucket is more than half
 * full. Hence retries stop where more than {@code ratio} of the attempts fail for long.
 *
 * @param max what the bucket holds, from 1 to 1000
 * @param ratio what an answer puts in; more than 0, up to 100
 */
@Spec.Name(value = "tokens", doc = "a bucket of tokens for each backend, as gRPC's retryThrottling")
public record Tokens(
    @Doc("what the bucket holds") @Default("10") int max,
    @Doc("what an answer puts in") @Default("0.1") double ratio)
    implements Throttle {
  public Tokens {
    SpecException.require(max >= 1 && max <= 1000, "max", max, "1 to 1000");
    SpecException.require(
        ratio >= 0.001 && ratio <= 100, "ratio", ratio, "0.001 to 100, in thousandths");
  }

  @Override
  public RetryThrottle start() {
    return RetryThrottle.of(max, ratio);
  }
}
