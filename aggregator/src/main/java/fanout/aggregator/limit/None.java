package fanout.aggregator.limit;

import fanout.runtime.spec.Spec;

/** Lets everything in: the baseline, and under overload the collapse. */
@Spec.Name(value = "none", doc = "everything is let in: under overload, the collapse")
public record None() implements ConcurrencyLimit {
  @Override
  public boolean isUnlimited() {
    return true;
  }

  @Override
  public int queue() {
    return 0;
  }

  @Override
  public Limit start() {
    return new FixedLimit(Integer.MAX_VALUE);
  }
}
