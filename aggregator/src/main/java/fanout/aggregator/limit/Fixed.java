package fanout.aggregator.limit;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;

/**
 * Always the same number. Right for a server whose capacity is known and does not change.
 *
 * @param n calls at once, from 1
 * @param queue calls that may wait, from 0
 */
@Spec.Name(value = "fixed", doc = "always the same number at once")
public record Fixed(
    @Doc("calls at once") int n, @Doc("calls that may wait") @Default("100") int queue)
    implements ConcurrencyLimit {
  public Fixed {
    Bounds.requireCalls("n", n);
    Bounds.requireQueue(queue);
  }

  @Override
  public Limit start() {
    return new FixedLimit(n);
  }
}
