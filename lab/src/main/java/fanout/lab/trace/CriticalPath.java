package fanout.lab.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The chain of spans that decided how long a call took.
 *
 * <p>Walking back from the end of a span, the child that ended last was what its parent waited for;
 * before that child began, the next such child was; what no child covers is the parent's own time.
 * Children that stick out of their parent are cut to it. See Zhang et al., <i>CRISP: Critical Path
 * Analysis of Large-Scale Microservice Architectures</i>, USENIX ATC 2022.
 */
public final class CriticalPath {
  /**
   * A stretch of time that one span is answerable for.
   *
   * @param span whose own work, or own waiting, it was
   * @param startNanos since 1970
   * @param endNanos later than the start
   */
  public record Segment(Span span, long startNanos, long endNanos) {}

  private CriticalPath() {}

  /**
   * The segments in the order of time; they cover the span of {@code root} without gap or overlap.
   */
  public static List<Segment> of(SpanNode root) {
    List<Segment> backwards = new ArrayList<>();
    walk(root, root.span().startNanos(), root.span().endNanos(), backwards);
    Collections.reverse(backwards);
    return List.copyOf(backwards);
  }

  private static void walk(SpanNode node, long from, long to, List<Segment> backwards) {
    long end = to;
    List<SpanNode> lastFirst =
        node.children().stream()
            .sorted(
                Comparator.comparingLong((SpanNode n) -> Math.min(n.span().endNanos(), to))
                    .reversed())
            .toList();
    for (SpanNode child : lastFirst) {
      long childEnd = Math.min(child.span().endNanos(), to);
      long childStart = Math.max(child.span().startNanos(), from);
      if (childEnd <= end && childStart < childEnd) {
        add(node, childEnd, end, backwards);
        walk(child, childStart, childEnd, backwards);
        end = childStart;
      }
    }
    add(node, from, end, backwards);
  }

  private static void add(SpanNode node, long from, long to, List<Segment> backwards) {
    if (from < to) {
      backwards.add(new Segment(node.span(), from, to));
    }
  }
}
