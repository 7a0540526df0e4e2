package fanout.lab.trace;

import fanout.lab.terminal.Durations;
import fanout.runtime.spec.SpecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a trace of one dashboard must look like. Immutable and thread-safe.
 *
 * @param order how the sections of the strategy follow each other
 * @param sections the sections that were asked for
 * @param tolerance by how much times of two processes may contradict each other
 */
public record TraceShape(Order order, Set<String> sections, Duration tolerance) {
  /** How sections follow each other. */
  public enum Order {
    /** Each begins when the one before it has ended. */
    CHAINED,
    /** Each begins before any of the others has ended. */
    OVERLAPPING
  }

  /**
   * @throws SpecException if the tolerance is negative
   */
  public TraceShape {
    sections = Set.copyOf(sections);
    SpecException.require(!tolerance.isNegative(), "tolerance", tolerance, "0ms or more");
  }

  /** What is wrong with a trace, a plain sentence each; empty where nothing is. */
  public List<String> violations(Trace trace) {
    List<String> found = new ArrayList<>(connection(trace));
    found.addAll(containment(trace, tolerance));
    coverage(sections(trace), found);
    found.addAll(order(trace, order));
    found.addAll(attempts(trace));
    found.addAll(outcomes(trace));
    return List.copyOf(found);
  }

  private static List<SpanNode> sections(Trace trace) {
    return trace.nodes().filter(node -> SpanNames.isSection(node.span())).toList();
  }

  /** One root, every parent there, no id twice. */
  public static List<String> connection(Trace trace) {
    List<String> found = new ArrayList<>();
    connection(trace, found);
    return found;
  }

  /** No span sticks out of its parent by more than the tolerance. */
  public static List<String> containment(Trace trace, Duration tolerance) {
    List<String> found = new ArrayList<>();
    trace.nodes().forEach(node -> containment(node, tolerance, found));
    return found;
  }

  /** The sections that were begun follow each other in that order. */
  public static List<String> order(Trace trace, Order order) {
    List<String> found = new ArrayList<>();
    order(sections(trace), order, found);
    return found;
  }

  /** Every attempt has at most one server, and says so if it was called off. */
  public static List<String> attempts(Trace trace) {
    List<String> found = new ArrayList<>();
    trace.nodes().filter(n -> n.span().kind() == Span.Kind.CLIENT).forEach(n -> attempt(n, found));
    return found;
  }

  /** Every section says what became of it, and its attempts agree. */
  public static List<String> outcomes(Trace trace) {
    List<String> found = new ArrayList<>();
    sections(trace).forEach(section -> outcome(section, found));
    return found;
  }

  private static void connection(Trace trace, List<String> found) {
    if (trace.roots().size() != 1) {
      found.add(
          "The trace has %d roots instead of one: %s."
              .formatted(trace.roots().size(), names(trace.roots())));
    }
    for (SpanNode orphan : trace.orphans()) {
      found.add(
          "%s has the parent %s, which is not in the trace."
              .formatted(name(orphan), orphan.span().parentId()));
    }
    if (trace.duplicates() > 0) {
      found.add("%d spans came with an id that another has.".formatted(trace.duplicates()));
    }
  }

  private static void containment(SpanNode parent, Duration tolerance, List<String> found) {
    for (SpanNode child : parent.children()) {
      long early = parent.span().startNanos() - child.span().startNanos();
      long late = child.span().endNanos() - parent.span().endNanos();
      if (early > tolerance.toNanos()) {
        found.add(
            "%s starts %s before its parent %s."
                .formatted(name(child), Durations.format(early), name(parent)));
      }
      if (late > tolerance.toNanos()) {
        found.add(
            "%s ends %s after its parent %s."
                .formatted(name(child), Durations.format(late), name(parent)));
      }
    }
  }

  private void coverage(List<SpanNode> present, List<String> found) {
    Set<String> seen =
        present.stream()
            .map(node -> node.span().attribute(SpanNames.SECTION))
            .collect(Collectors.toSet());
    sections.stream()
        .filter(section -> !seen.contains(section))
        .sorted()
        .forEach(section -> found.add("The section %s has no span.".formatted(section)));
  }

  private static void order(List<SpanNode> present, Order order, List<String> found) {
    List<SpanNode> begun =
        present.stream().filter(node -> Outcome.of(node.span()) != Outcome.SKIPPED).toList();
    for (int i = 0; i < begun.size(); i++) {
      for (int k = i + 1; k < begun.size(); k++) {
        Span one = begun.get(i).span();
        Span other = begun.get(k).span();
        // One process writes all sections, so that no tolerance is called for.
        boolean overlap = one.overlaps(other);
        if (order == Order.CHAINED && overlap) {
          found.add(
              "%s and %s overlap, but should be chained.".formatted(one.name(), other.name()));
        } else if (order == Order.OVERLAPPING && !overlap) {
          found.add("%s and %s do not overlap, but should.".formatted(one.name(), other.name()));
        }
      }
    }
  }

  private static void attempt(SpanNode attempt, List<String> found) {
    List<SpanNode> servers =
        attempt.children().stream().filter(n -> n.span().kind() == Span.Kind.SERVER).toList();
    if (servers.size() > 1) {
      found.add(
          "The attempt %s has %d server spans: %s."
              .formatted(name(attempt), servers.size(), names(servers)));
    }
    if (Outcome.code(attempt.span()).equals("CANCELLED")
        && !SpanNames.isCancelled(attempt.span())) {
      found.add(
          "The attempt %s ended CANCELLED, but is not marked %s."
              .formatted(name(attempt), SpanNames.CANCELLED));
    }
  }

  private static void outcome(SpanNode section, List<String> found) {
    Optional<Outcome> outcome = Outcome.told(section.span());
    if (outcome.isEmpty()) {
      found.add(
          "%s has the outcome '%s', which is none of %s."
              .formatted(
                  name(section), section.span().attribute(SpanNames.OUTCOME), Outcome.wires()));
    }
    List<Span> attempts =
        section.preorder().map(SpanNode::span).filter(s -> s.kind() == Span.Kind.CLIENT).toList();
    if (outcome.filter(Outcome.CANCELLED::equals).isPresent()
        && !attempts.isEmpty()
        && attempts.stream().noneMatch(SpanNames::isCancelled)) {
      found.add("%s was cancelled, but none of its attempts is marked.".formatted(name(section)));
    }
  }

  private static String name(SpanNode node) {
    return "%s (%s, %s)".formatted(node.span().name(), node.span().service(), node.span().spanId());
  }

  private static String names(List<SpanNode> nodes) {
    return nodes.stream().map(TraceShape::name).collect(Collectors.joining(", "));
  }
}
