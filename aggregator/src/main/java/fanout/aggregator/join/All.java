package fanout.aggregator.join;

import fanout.runtime.spec.Spec;

/**
 * Waits for every section and wants all of them: {@code asyncio.gather} without cancelling, or
 * {@code ALL_COMPLETED}. An early failure does not shorten the wait; compare {@link FailFast}.
 */
@Spec.Name(value = "all", doc = "waits for every section, and fails if one is missing")
public record All() implements JoinPolicy {

  @Override
  public Verdict judge(Tally tally) {
    if (tally.pending() > 0) {
      return Verdict.WAIT;
    }
    return tally.missing() == 0 ? Verdict.ENOUGH : Verdict.HOPELESS;
  }
}
