package fanout.lab.trace.rule;

import fanout.lab.trace.TraceShape;
import fanout.runtime.spec.Spec;
import java.util.List;

/** A trace has one root, and the parent of every other span. */
@Spec.Name(value = "one-root", doc = "one root, no orphan, no span twice")
public record OneRoot() implements TraceRule {
  @Override
  public List<String> faults(Evidence evidence) {
    return TraceRule.each(evidence, TraceShape::connection);
  }
}
