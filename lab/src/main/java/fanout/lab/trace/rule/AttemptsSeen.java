package fanout.lab.trace.rule;

import fanout.lab.trace.Outcome;
import fanout.lab.trace.Span;
import fanout.lab.trace.SpanNames;
import fanout.lab.trace.SpanNode;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceShape;
import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A section shows as many attempts as it says it took, and the backend's side of one that was
 * answered. One that was called off may have begun too late to be counted.
 */
@Spec.Name(
    value = "attempts-seen",
    doc = "every attempt has its span, and an answered one both sides")
public record AttemptsSeen() implements TraceRule {
  @Override
  public List<String> faults(Evidence evidence) {
    return TraceRule.each(
        evidence,
        trace ->
            Stream.of(
                    sections(trace)
                        .flatMap(section -> missing(section, evidence.tolerance().toNanos())),
                    trace.nodes().flatMap(AttemptsSeen::unanswered),
                    TraceShape.attempts(trace).stream())
                .flatMap(faults -> faults)
                .toList());
  }

  private static Stream<SpanNode> sections(Trace trace) {
    return trace.nodes().filter(node -> SpanNames.isSection(node.span()));
  }

  private static Stream<String> missing(SpanNode section, long toleranceNanos) {
    Span span = section.span();
    List<Span> attempts =
        section.preorder().filter(AttemptsSeen::isAttempt).map(SpanNode::span).toList();
    long late = attempts.stream().filter(attempt -> isLate(attempt, span, toleranceNanos)).count();
    boolean loaded = Outcome.told(span).filter(Outcome.OK::equals).isPresent();
    return Stream.concat(
        TraceRule.unless(
            saysOneOf(span, attempts.size() - late, attempts.size()),
            "%s says %s attempts, but has %d."
                .formatted(span.name(), span.attribute(SpanNames.ATTEMPTS), attempts.size())),
        TraceRule.unless(
            !loaded || !attempts.isEmpty(),
            "%s was loaded without any attempt.".formatted(span.name())));
  }

  /**
   * A thread that is about to make a call does not know yet that another has just sealed the fate
   * of the section: such an attempt is called off at once, and may be missing in the count.
   */
  private static boolean isLate(Span attempt, Span section, long toleranceNanos) {
    return SpanNames.isCancelled(attempt)
        && attempt.startNanos() >= section.endNanos() - toleranceNanos;
  }

  private static boolean saysOneOf(Span section, long least, long most) {
    String told = section.attribute(SpanNames.ATTEMPTS);
    return told.isEmpty()
        || LongStream.rangeClosed(least, most).mapToObj(String::valueOf).anyMatch(told::equals);
  }

  private static Stream<String> unanswered(SpanNode node) {
    boolean answered = isAttempt(node) && node.span().attribute(SpanNames.CODE).equals("OK");
    return TraceRule.unless(
        !answered || !node.children().isEmpty(),
        "the attempt %s (%s) was answered, but the server's side is missing."
            .formatted(node.span().name(), node.span().spanId()));
  }

  private static boolean isAttempt(SpanNode node) {
    return node.span().kind() == Span.Kind.CLIENT;
  }
}
