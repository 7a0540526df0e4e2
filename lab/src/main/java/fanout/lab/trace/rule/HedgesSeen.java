package fanout.lab.trace.rule;

import fanout.lab.trace.Span;
import fanout.lab.trace.SpanNames;
import fanout.lab.trace.SpanNode;
import fanout.lab.trace.Trace;
import fanout.runtime.spec.Spec;
import java.util.List;

/**
 * Where a request was made so that it had to be hedged, a section shows two attempts or more, of
 * which one answered and the others were called off.
 */
@Spec.Name(
    value = "hedges-seen",
    doc = "one attempt of a hedged call answers, others are called off")
public record HedgesSeen() implements TraceRule {
  @Override
  public List<String> faults(Evidence evidence) {
    return TraceRule.each(
        evidence,
        trace ->
            TraceRule.unless(
                    !evidence.asked().hedged().contains(trace.id()) || isHedged(trace),
                    "it was to be hedged, but no section has one attempt that answered and others"
                        + " that were called off.")
                .toList());
  }

  private static boolean isHedged(Trace trace) {
    return trace
        .nodes()
        .filter(node -> SpanNames.isSection(node.span()))
        .map(HedgesSeen::attempts)
        .anyMatch(HedgesSeen::haveAWinner);
  }

  private static List<Span> attempts(SpanNode section) {
    return section
        .preorder()
        .map(SpanNode::span)
        .filter(span -> span.kind() == Span.Kind.CLIENT)
        .toList();
  }

  private static boolean haveAWinner(List<Span> attempts) {
    long lost = attempts.stream().filter(SpanNames::isCancelled).count();
    return lost >= 1
        && lost == attempts.size() - 1
        && attempts.stream().anyMatch(span -> span.attribute(SpanNames.CODE).equals("OK"));
  }
}
