package fanout.backend.capacity;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.function.LongSupplier;

/**
 * A token bucket: each call takes a token, and where there is none it is refused with
 * RESOURCE_EXHAUSTED rather than kept waiting. The bucket starts full and holds {@code min(burst,
 * tokens + elapsed · perSecond)}.
 *
 * @param perSecond tokens that come in each second
 * @param burst tokens that the bucket holds
 */
@Spec.Name(value = "rate", doc = "so many calls a second, the rest refused")
public record RateLimited(
    @Spec.Doc("calls a second") double perSecond,
    @Spec.Doc("calls that may come at once after a rest") @Spec.Default("1") int burst)
    implements Capacity {
  public RateLimited {
    SpecException.require(
        perSecond > 0 && perSecond <= 1e9, "per-second", perSecond, "more than 0, at most 1e9");
    SpecException.require(burst >= 1, "burst", burst, "1 or more");
  }

  @Override
  public Admission admission(LongSupplier nanoTime) {
    return new Bucket(nanoTime);
  }

  private final class Bucket implements Admission {
    private final LongSupplier nanoTime;
    private double tokens = burst;
    private long filledAt;

    Bucket(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      this.filledAt = nanoTime.getAsLong();
    }

    @Override
    public Decision onArrival(int running, int waiting) {
      long now = nanoTime.getAsLong();
      tokens = Math.min(burst, tokens + (now - filledAt) * perSecond / 1e9);
      filledAt = now;
      if (tokens < 1) {
        return Decision.REFUSE;
      }
      tokens--;
      return Decision.ENTER;
    }

    @Override
    public boolean mayStart(int running) {
      return true;
    }
  }
}
