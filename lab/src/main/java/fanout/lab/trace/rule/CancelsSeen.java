package fanout.lab.trace.rule;

import fanout.lab.trace.TraceShape;
import fanout.runtime.spec.Spec;
import java.util.List;

/** A section says what became of it; of one that was called off, an attempt shows that. */
@Spec.Name(
    value = "cancels-seen",
    doc = "what was called off shows it, and every section its outcome")
public record CancelsSeen() implements TraceRule {
  @Override
  public List<String> faults(Evidence evidence) {
    return TraceRule.each(evidence, TraceShape::outcomes);
  }
}
