package fanout.aggregator.retry;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/**
 * Exponential backoff with jitter: before the n-th retry it waits {@code min(initial ·
 * multiplier^(n-1), max)} times a random factor from 0.8 to 1.2 (gRFC A6).
 *
 * @param attempts how often a call is tried at most, from 2 to {@link RetryPolicy#MOST_ATTEMPTS}
 * @param initial the first pause; more than 0
 * @param max no pause is longer, but for the jitter; not less than {@code initial}
 * @param multiplier from one pause to the next; 1 to 100
 * @param codes after which a call is tried again; neither OK nor CANCELLED
 * @param throttle what holds retries back when most calls fail
 */
@Spec.Name(value = "backoff", doc = "tries again after a pause that grows, with jitter")
public record Backoff(
    @Doc("how often a call is tried at most") @Default("3") int attempts,
    @Doc("the first pause") @Default("10ms") Duration initial,
    @Doc("no pause is longer") @Default("1s") Duration max,
    @Doc("from one pause to the next") @Default("2") double multiplier,
    @Doc("after which it is tried again") @Default("UNAVAILABLE") List<Status.Code> codes,
    @Doc("holds retries back when most calls fail: tokens(max=10,ratio=0.1) or none")
        @Default("tokens")
        Throttle throttle)
    implements RetryPolicy {
  private static final double JITTER = 0.2;
  private static final Duration LONGEST = Duration.ofHours(1);

  public Backoff {
    codes = List.copyOf(codes);
    SpecException.require(
        attempts >= 2 && attempts <= MOST_ATTEMPTS, "attempts", attempts, "2 to " + MOST_ATTEMPTS);
    SpecException.require(
        initial.isPositive() && initial.compareTo(LONGEST) <= 0,
        "initial",
        initial,
        "more than 0ms, to 1h");
    SpecException.require(
        max.compareTo(initial) >= 0 && max.compareTo(LONGEST) <= 0,
        "max",
        max,
        "at least the initial pause, to 1h");
    SpecException.require(
        multiplier >= 1 && multiplier <= 100, "multiplier", multiplier, "1 to 100");
    SpecException.require(
        !codes.isEmpty()
            && !codes.contains(Status.Code.OK)
            && !codes.contains(Status.Code.CANCELLED),
        "codes",
        Spec.print(codes),
        "one or more gRPC codes, neither OK nor CANCELLED");
  }

  @Override
  public Duration pause(int retry, double random) {
    double nanos = Math.min(initial.toNanos() * Math.pow(multiplier, retry), max.toNanos());
    return Duration.ofNanos((long) (nanos * (1 - JITTER + 2 * JITTER * random)));
  }
}
