package fanout.aggregator.join;

import fanout.runtime.spec.Spec;

/** Waits for every section and shows what came, as long as no required one is missing. */
@Spec.Name(
    value = "best-effort",
    doc = "shows what came; fails only when a required section is missing")
public record BestEffort() implements JoinPolicy {

  @Override
  public Verdict judge(Tally tally) {
    if (tally.requiredMissing()) {
      return Verdict.HOPELESS;
    }
    return tally.pending() > 0 ? Verdict.WAIT : Verdict.ENOUGH;
  }
}
