package fanout.lab.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    Deque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(root, root.span().startNanos(), root.span().endNanos()));
    while (!open.isEmpty()) {
      Visit visit = open.element();
      SpanNode child = visit.nextChild();
      if (child == null) {
        visit.spend(visit.from, backwards);
        open.pop();
      } else {
        long end = Math.min(child.span().endNanos(), visit.end);
        visit.spend(end, backwards);
        visit.end = Math.max(child.span().startNanos(), visit.from);
        open.push(new Visit(child, visit.end, end));
      }
    }
    Collections.reverse(backwards);
    return List.copyOf(backwards);
  }

  /** A span being walked from its end to its start; a stack of its own, for traces of any depth. */
  private static final class Visit {
    private final SpanNode node;
    private final long from;
    private final long to;
    private final Iterator<SpanNode> lastFirst;
    private long end;

    Visit(SpanNode node, long from, long end) {
      this.node = node;
      this.from = from;
      this.to = end;
      this.end = end;
      this.lastFirst =
          node.children().stream()
              .sorted(
                  Comparator.comparingLong((SpanNode n) -> Math.min(n.span().endNanos(), end))
                      .reversed())
              .iterator();
    }

    /** The child that ended last before what is walked already; null where there is none. */
    @Nullable SpanNode nextChild() {
      while (lastFirst.hasNext()) {
        SpanNode child = lastFirst.next();
        boolean covered = Math.min(child.span().endNanos(), to) > end;
        long start = Math.max(child.span().startNanos(), from);
        if (!covered && start < Math.min(child.span().endNanos(), end)) {
          return child;
        }
      }
      return null;
    }

    /** Books the time back to {@code start} on this span. */
    void spend(long start, List<Segment> backwards) {
      if (start < end) {
        backwards.add(new Segment(node.span(), start, end));
      }
      end = start;
    }
  }
}
