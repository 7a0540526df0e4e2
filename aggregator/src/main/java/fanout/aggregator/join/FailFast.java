package fanout.aggregator.join;

import fanout.runtime.spec.Spec;

/** Wants every section and gives up at the first that is missing ({@code FIRST_EXCEPTION}). */
@Spec.Name(
    value = "fail-fast",
    doc = "fails at the first section that is missing, without waiting for the rest")
public record FailFast() implements JoinPolicy {

  @Override
  public Verdict judge(Tally tally) {
    if (tally.missing() > 0) {
      return Verdict.HOPELESS;
    }
    return tally.pending() > 0 ? Verdict.WAIT : Verdict.ENOUGH;
  }
}
