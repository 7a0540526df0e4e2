package fanout.lab.load;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;

/**
 * A closed loop: each caller calls again when it has its answer. A call is due when its caller is
 * free, so that its latency tells nothing of the calls that a stalled server keeps from being made.
 *
 * @param callers 1 to 100,000
 */
@Spec.Name(value = "closed", doc = "closed loop: so many callers, each awaits its answer")
public record Closed(int callers) implements Arrivals {
  public Closed {
    SpecException.require(callers >= 1 && callers <= 100_000, "callers", callers, "1 to 100000");
  }
}
