package fanout.aggregator.join;

import fanout.runtime.spec.Spec;

/**
 * Is content with the first section that loads ({@code FIRST_COMPLETED}, errors not counted), and
 * with all required ones. With {@code each:required=false} it is a pure race.
 */
@Spec.Name(
    value = "first-success",
    doc = "content with the first section that loads, and every required one")
public record FirstSuccess() implements JoinPolicy {
  private static final Quorum ONE = new Quorum(1);

  @Override
  public Verdict judge(Tally tally) {
    return ONE.judge(tally);
  }
}
