package fanout.aggregator.limit;

import fanout.runtime.spec.Spec;
import io.grpc.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A call that was turned away. Immutable.
 *
 * @param reason why
 * @param scope what was limited, for example {@code inbound} or {@code orders}
 * @param limit how many were let in at once
 * @param waited how long it waited before
 * @param retryAfter when such a call would probably be let in, by the latency and the queue as they
 *     are; empty while no call has ended from which that could be told
 */
public record Shed(
    Reason reason, String scope, int limit, Duration waited, Optional<Duration> retryAfter) {
  /** Why a call was turned away. */
  public enum Reason {
    /** As many as the limit allows are under way, and as many as may wait are waiting. */
    FULL("as many calls as the limit allows are under way, and no more may wait"),
    /** It could not have been answered within its deadline any more. */
    TOO_LATE("its turn would come too late for its deadline");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** The reason as metrics and spans show it, for example {@code too-late}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** RESOURCE_EXHAUSTED, from which {@link #of} finds its way back. */
  public Status status() {
    return Status.RESOURCE_EXHAUSTED
        .withDescription(
            "shed by the limit of %d on %s: %s%s"
                .formatted(
                    limit,
                    scope,
                    reason.sentence,
                    retryAfter.map(after -> "; retry after " + rounded(after)).orElse("")))
        .withCause(new ShedException(this));
  }

  /** What was shed, where a status says so; empty for a refusal by somebody else. */
  public static Optional<Shed> of(Status status) {
    return status.getCause() instanceof ShedException exception
        ? Optional.of(exception.shed)
        : Optional.empty();
  }

  private static String rounded(Duration after) {
    return Spec.print(Duration.ofMillis(Math.max(1, after.toMillis())));
  }

  private static final class ShedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Shed shed;

    ShedException(Shed shed) {
      super(shed.reason.sentence, null, false, false); // under overload there are many of them
      this.shed = shed;
    }
  }
}
