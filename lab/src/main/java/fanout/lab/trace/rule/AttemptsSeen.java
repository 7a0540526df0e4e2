package fanout.lab.trace.rule;

import fanout.lab.trace.Outcome;
import fanout.lab.trace.Span;
import fanout.lab.trace.SpanNames;
import fanout.lab.trace.SpanNode;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceShape;
import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.stream.Stream;

/**
 * A section shows as many attempts as it says it took, and the backend's side of one that was
 * answered.
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
                    sections(trace).flatMap(AttemptsSeen::missing),
                    trace.nodes().flatMap(AttemptsSeen::unanswered),
                    TraceShape.attempts(trace).stream())
                .flatMap(faults -> faults)
                .toList());
  }

  private static Stream<SpanNode> sections(Trace trace) {
    return trace.nodes().filter(node -> SpanNames.isSection(node.span()));
  }

  private static Stream<String> missing(SpanNode section) {
    String told = section.span().attribute(SpanNames.ATTEMPTS);
    long seen = section.preorder().filter(AttemptsSeen::isAttempt).count();
    boolean loaded = Outcome.told(section.span()).filter(Outcome.OK::equals).isPresent();
    return Stream.concat(
        TraceRule.unless(
            told.isEmpty() || told.equals(String.valueOf(seen)),
            "%s says %s attempts, but has %d.".formatted(section.span().name(), told, seen)),
        TraceRule.unless(
            !loaded || seen > 0,
            "%s was loaded without any attempt.".formatted(section.span().name())));
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
