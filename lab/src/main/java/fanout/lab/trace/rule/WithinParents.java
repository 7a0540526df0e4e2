package fanout.lab.trace.rule;

import fanout.lab.trace.TraceShape;
import fanout.runtime.spec.Spec;
import java.util.List;

/** What a span caused lies within it: nothing goes on when the request has ended. */
@Spec.Name(value = "within-parents", doc = "no span sticks out of its parent")
public record WithinParents() implements TraceRule {
  @Override
  public List<String> faults(Evidence evidence) {
    return TraceRule.each(evidence, trace -> TraceShape.containment(trace, evidence.tolerance()));
  }
}
