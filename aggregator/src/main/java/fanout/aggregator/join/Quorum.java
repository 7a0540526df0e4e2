package fanout.aggregator.join;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;

/**
 * Is content with n sections that load, every required one among them. A substitute does not count
 * towards n: nobody answered.
 *
 * @param n at least 1
 */
@Spec.Name(
    value = "quorum",
    doc = "content with n sections that load, every required one among them")
public record Quorum(int n) implements JoinPolicy {
  public Quorum {
    SpecException.require(n >= 1, "n", n, "1 or more");
  }

  @Override
  public Verdict judge(Tally tally) {
    if (tally.requiredMissing() || tally.loaded() + tally.pending() < n) {
      return Verdict.HOPELESS;
    }
    return tally.loaded() >= n && !tally.requiredPending() ? Verdict.ENOUGH : Verdict.WAIT;
  }

  @Override
  public int leastSections() {
    return n;
  }
}
